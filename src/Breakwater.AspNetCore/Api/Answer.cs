using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Breakwater.AspNetCore.Api;

/// <summary>A value as JSON with status 200, in our own form whatever the JSON options of an application are that embeds us.</summary>
/// <param name="value">The value.</param>
/// <param name="type">How it is written.</param>
internal sealed class Answer<T>(T value, JsonTypeInfo<T> type) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public int? StatusCode => StatusCodes.Status200OK;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new AnswerShape(typeof(T), StatusCodes.Status200OK));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(httpContext.Response.BodyWriter, value, type, httpContext.RequestAborted);
    }
}

/// <summary>The same with status 202: recorded, and now on its way.</summary>
/// <param name="value">The value.</param>
/// <param name="type">How it is written.</param>
internal sealed class TakenOn<T>(T value, JsonTypeInfo<T> type) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public int? StatusCode => StatusCodes.Status202Accepted;

    /// <summary>Where it can be looked at, relative to the call.</summary>
    public string? Location { get; init; }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new AnswerShape(typeof(T), StatusCodes.Status202Accepted));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = "application/json";
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        await JsonSerializer.SerializeAsync(response.BodyWriter, value, type, httpContext.RequestAborted);
    }
}

/// <summary>The same with status 201: made.</summary>
/// <param name="value">The value.</param>
/// <param name="type">How it is written.</param>
internal sealed class Made<T>(T value, JsonTypeInfo<T> type) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public int? StatusCode => StatusCodes.Status201Created;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new AnswerShape(typeof(T), StatusCodes.Status201Created));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status201Created;
        httpContext.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(httpContext.Response.BodyWriter, value, type, httpContext.RequestAborted);
    }
}

/// <summary>Says to the OpenAPI document what a call answers.</summary>
/// <param name="type">The type.</param>
/// <param name="status">The status.</param>
internal sealed class AnswerShape(Type type, int status) : IProducesResponseTypeMetadata
{
    public Type? Type => type;

    public int StatusCode => status;

    public IEnumerable<string> ContentTypes => ["application/json"];
}
