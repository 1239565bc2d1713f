using System.Globalization;

namespace Breakwater.Alerting;

/// <summary>The day cut into equal parts: one alert for each cause in each of them, whichever node sees it and however often it restarts.</summary>
internal static class Period
{
    /// <summary>Dead letters of one destination: one alert in so long, with how many there were.</summary>
    public static readonly TimeSpan OfDeaths = TimeSpan.FromMinutes(10);

    /// <summary>A backlog that stays late: told again after so long.</summary>
    public static readonly TimeSpan OfBacklogs = TimeSpan.FromHours(6);

    /// <summary>When the part began in which a moment lies.</summary>
    public static DateTimeOffset Begin(DateTimeOffset moment, TimeSpan length) =>
        new(moment.UtcTicks - (moment.UtcTicks % length.Ticks), TimeSpan.Zero);

    /// <summary>A moment as a part of an id.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
