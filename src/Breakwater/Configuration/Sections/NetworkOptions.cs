using System.Net;
using System.Text.Json.Nodes;
using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary><c>network</c>: which targets are allowed.</summary>
internal static class NetworkOptions
{
    public static readonly Shape<IPNetwork> Network = Shapes.Scalar(
        "a network such as 10.0.0.0/8 or fd00::/8, or a single address",
        () => new JsonObject { ["type"] = "string", ["pattern"] = "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$" },
        value => value.ToString(),
        (ScalarText text, out IPNetwork value, out string? fault) =>
        {
            fault = null;
            if (IPAddress.TryParse(text.Text, out var address))
            {
                value = new IPNetwork(address, address.GetAddressBytes().Length * 8);
                return true;
            }

            // The parser would quietly drop bits behind the prefix: 10.0.0.1/8 is more often a slip than meant.
            if (IPNetwork.TryParse(text.Text, out value) && IPAddress.Parse(text.Text[..text.Text.IndexOf('/', StringComparison.Ordinal)]).Equals(value.BaseAddress))
            {
                return true;
            }

            fault = $"{text.Shown} is no network (the bits after the prefix must be zero)";
            return false;
        });

    public static Option<IReadOnlyList<Placed<IPNetwork>>> Allow { get; } = new(
        "allow",
        Collections.List(Network, 0, 1_000),
        "Private, loopback and link-local networks that destinations may be in; anything not public and not listed is refused.")
    { Default = [] };

    public static Section Section { get; } = new("network", "Where requests may go, beside public addresses.", [Allow]);

    public static NetworkSettings Compose(Values values) => new() { Allow = [.. values.Get(Allow).Select(n => n.Value)] };
}
