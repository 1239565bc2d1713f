using Breakwater.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Breakwater.AspNetCore.Api;

/// <summary>What decides who gets in, put together once for the API.</summary>
/// <param name="Access">Who may do what.</param>
/// <param name="Book">Which tokens are in force.</param>
/// <param name="Sessions">Sessions of browsers.</param>
/// <param name="Trail">What operators did.</param>
internal sealed record Keys(Access Access, TokenBook Book, Sessions Sessions, AuditTrail Trail)
{
    public static Keys Of(IServiceProvider services)
    {
        var engine = services.GetRequiredService<Engine>();
        var clock = services.GetRequiredService<BreakwaterWebOptions>().Clock;
        var book = new TokenBook(engine, clock);
        var sessions = new Sessions(clock);
        var trail = new AuditTrail(engine, clock, services.GetRequiredService<ILogger<AuditTrail>>());
        var access = new Access(engine, book, sessions, new Lockout(clock), trail, services.GetRequiredService<ILogger<Access>>());
        return new Keys(access, book, sessions, trail);
    }
}
