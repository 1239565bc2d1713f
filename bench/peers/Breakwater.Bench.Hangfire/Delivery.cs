using System.Net.Http.Headers;

namespace Breakwater.Bench.Hangfire;

/// <summary>The job: one request to the sink. Public and static, as Hangfire wants it.</summary>
public static class Delivery
{
    private static readonly HttpMessageInvoker Client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });

    public static Uri Target { get; set; } = null!;

    public static async Task SendAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await Client.SendAsync(request, CancellationToken.None);
        response.EnsureSuccessStatusCode();
    }
}
