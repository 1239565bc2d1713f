using System.Net.Sockets;
using Breakwater.Verification;

namespace Breakwater.Cli.Sending;

/// <summary>Posts requests to the door. One that cannot be reached ends the verb.</summary>
internal sealed class Post(TimeProvider clock, bool proxy) : IDisposable
{
    private const int AnswerBytes = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = proxy })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<Reply> SendAsync(SignedRequest request, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        using var message = Message(request);
        try
        {
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, both.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
            var buffer = new byte[AnswerBytes];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, both.Token);
            return Reply.Of(
                (int)response.StatusCode,
                First(response, "breakwater-event"),
                First(response, "breakwater-duplicate"),
                buffer.AsSpan(0, length));
        }
        catch (HttpRequestException fault)
        {
            var words = fault.InnerException is SocketException socket ? socket.Message : fault.Message;
            throw new StopException(ExitCode.Unreachable, $"{Host(request)} is not reachable: {words}. Is the server running (breakwater run)?");
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new StopException(ExitCode.Unreachable, $"{Host(request)} did not answer within {Patience.TotalSeconds:0} s");
        }
    }

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Message(SignedRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url) { Content = new ReadOnlyMemoryContent(request.Body) };
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }

    private static string? First(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string Host(SignedRequest request) => new Uri(request.Url).GetLeftPart(UriPartial.Authority);
}
