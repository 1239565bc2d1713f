using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>A file as it was read, before its relations are checked: what rules look at.</summary>
internal sealed class Draft(Values root)
{
    public Values Root { get; } = root;

    public IReadOnlyList<Named<Values>> Sources => Root.Get(RootOptions.Sources);

    public IReadOnlyList<Named<Values>> Destinations => Root.Get(RootOptions.Destinations);

    public IReadOnlyList<Placed<Values>> Routes => Root.Get(RootOptions.Routes);

    public IReadOnlyList<Named<Values>> Entities => Root.Get(RootOptions.Entities);

    public Uri Ingress => Root.TryGet(RootOptions.Listen, out var listen) ? listen.Get(ListenOptions.Ingress) : ListenOptions.Ingress.Default;

    public Uri Admin => Root.TryGet(RootOptions.Listen, out var listen) ? listen.Get(ListenOptions.Admin) : ListenOptions.Admin.Default;

    /// <summary>Where an option of <c>listen</c> stands, or the nearest thing around it.</summary>
    public Place PlaceInListen(Option option) => Root.TryGet(RootOptions.Listen, out var listen) ? listen.PlaceOf(option) : Root.Place;
}
