using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Breakwater.AspNetCore.Api;

/// <summary>A call that was taken: 202 while it is under way, 200 where the request waited for its end and that came in time.</summary>
/// <param name="call">The call.</param>
/// <param name="ended">True when the request waited for its end, and it came.</param>
/// <param name="location">Where it is looked at.</param>
internal sealed class CallAnswered(CallView call, bool ended, string location) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public int? StatusCode => ended ? StatusCodes.Status200OK : StatusCodes.Status202Accepted;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new AnswerShape(typeof(CallView), StatusCodes.Status200OK));
        builder.Metadata.Add(new AnswerShape(typeof(CallView), StatusCodes.Status202Accepted));
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCode!.Value;
        response.ContentType = "application/json";
        response.Headers.Location = location;
        await JsonSerializer.SerializeAsync(response.BodyWriter, call, ApiJson.Default.CallView, httpContext.RequestAborted);
    }
}
