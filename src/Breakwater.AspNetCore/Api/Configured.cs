using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/configuration</c>: what is in force and not said by <c>/v1/sources</c> and <c>/v1/destinations</c>, without secrets.</summary>
internal sealed class Configured(Engine engine)
{
    public Results<Answer<ConfigurationView>, Problem> Get(HttpRequest request)
    {
        if (QueryNames.Fault(request, []) is { } problem)
        {
            return problem;
        }

        var settings = engine.Settings;
        return new Answer<ConfigurationView>(
            new ConfigurationView
            {
                Ingress = Address(settings.Listen.Ingress),
                Admin = Address(settings.Listen.Admin),
                Store = settings.Store.Postgres is null ? "sqlite" : "postgres",
                Keep = Durations.Text(settings.Store.Keep),
                Allow = [.. settings.Network.Allow.Select(network => network.ToString())],
                Tokens = [.. settings.Admin.Tokens.Select(token => new ConfiguredToken { Name = token.Name, Role = Words.Of(token.Role) })],
                Routes = [.. settings.Routes.Select(View)],
                Entities = [.. settings.Entities.Values.OrderBy(entity => entity.Name, StringComparer.Ordinal).Select(View)],
            },
            ApiJson.Default.ConfigurationView);
    }

    private static string Address(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static RouteView View(RouteSettings route) => new()
    {
        From = route.From,
        Types = route.Types,
        Where = route.Where.ToDictionary(where => where.Pointer, where => where.Values, StringComparer.Ordinal),
        To = route.To,
        Entity = route.Entity,
        Order = Words.Of(route.Order),
        OnDead = route.OnDead == OnDead.Skip ? "skip" : "hold",
        Transform = route.Transform?.Name,
    };

    private static EntityKindView View(EntitySettings entity) => new()
    {
        Name = entity.Name,
        Initial = entity.Initial,
        Transitions = entity.Transitions,
        Wait = Durations.Text(entity.Wait),
        OnTimeout = entity.OnTimeout == EntityTimeout.Apply ? "apply" : "flag",
    };
}
