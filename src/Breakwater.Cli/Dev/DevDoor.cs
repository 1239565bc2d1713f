using Breakwater.Cli.Output;
using Breakwater.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Breakwater.Cli.Dev;

/// <summary>
/// Opens the door of <c>dev</c> for anything: each request at the ingress listener, whatever its path and method, goes to the one source
/// and is new, also when the same bytes came before. The path that was asked for travels in a header.
/// </summary>
internal sealed class DevDoor(IdSource ids) : IStartupFilter
{
    private const int PathLength = 512;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        var addresses = application.ApplicationServices.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        application.Use((context, following) =>
        {
            // The addresses are known once it listens, which is before any request comes.
            if (context.Connection.LocalPort == new Uri(addresses.Addresses.First()).Port)
            {
                LetIn(context.Request);
            }

            return following(context);
        });
        next(application);
    };

    private void LetIn(HttpRequest request)
    {
        request.Headers["breakwater-dev-arrival"] = ids.Next().ToString();
        request.Headers["breakwater-dev-path"] = SafeText.Cut(request.Path + request.QueryString.Value, PathLength);
        request.Path = $"/in/{DevConfiguration.Source}";
        request.Method = HttpMethods.Post;
    }
}
