using System.Text.Json.Serialization;
using Breakwater.AspNetCore.Api;
using Breakwater.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Breakwater.AspNetCore;

/// <summary>The description of the API for programs: <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiDocument
{
    private const string Scheme = "token";

    public static void Add(IServiceCollection services) => services
        .ConfigureHttpJsonOptions(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict)
        .AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Breakwater",
                Version = "v1",
                Description = "Webhooks in, recorded once, delivered until they land: search, follow, retry, replay.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Needs>().LastOrDefault() is { } needs)
            {
                operation.Description = $"Needs the role {Words.Of(needs.Role)}.";
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            }

            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                Describe(parameter);
            }

            if (operation.Responses is { } responses && responses.Remove("400", out var problem))
            {
                problem.Description = "What went wrong, with a code for programs (RFC 9457).";
                responses["default"] = problem;
            }

            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiParameter parameter)
    {
        if (parameter is not { In: ParameterLocation.Query, Name: { } name })
        {
            return;
        }

        parameter.Description = QueryNames.Meanings.GetValueOrDefault(name);
        if (name == "limit")
        {
            parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = $"{Limits.PageItems}" };
        }
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOpenApi("/openapi/{documentName}.json");
}
