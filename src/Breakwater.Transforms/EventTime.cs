using System.Globalization;
using Jint.Runtime;

namespace Breakwater.Transforms;

/// <summary>The clock of a script: it stands still at the moment in which its event arrived, so that each attempt computes the same.</summary>
internal sealed class EventTime(DateTimeOffset moment) : ITimeSystem
{
    private static readonly DefaultTimeSystem Calendar = new(TimeZoneInfo.Utc, CultureInfo.InvariantCulture);

    public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

    public DateTimeOffset GetUtcNow() => moment;

    public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;

    public bool TryParse(string date, out long epochMilliseconds) => Calendar.TryParse(date, out epochMilliseconds);
}
