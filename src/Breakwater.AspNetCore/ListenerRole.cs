namespace Breakwater.AspNetCore;

/// <summary>What a listener offers; set on each of its connections, and on each endpoint as what it belongs to.</summary>
[Flags]
internal enum ListenerRole
{
    Ingress = 1,
    Admin = 2,
}

/// <summary>The role of the listener that a connection came to, or to which an endpoint belongs.</summary>
internal sealed record ListenerFeature(ListenerRole Role);
