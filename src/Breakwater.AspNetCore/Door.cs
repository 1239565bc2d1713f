namespace Breakwater.AspNetCore;

/// <summary>
/// Which listener a connection came through: put on the connection when it is accepted, and so beyond the reach of any header or path.
/// </summary>
/// <param name="Ingress">Webhooks are taken here.</param>
/// <param name="Admin">The API answers here.</param>
/// <param name="Loopback">Only programs on this machine reach it.</param>
internal sealed record Door(bool Ingress, bool Admin, bool Loopback);
