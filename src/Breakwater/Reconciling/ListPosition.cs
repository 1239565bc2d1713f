using System.Globalization;

namespace Breakwater.Reconciling;

/// <summary>Where in a list a run is: kept with each page, so that a restart goes on there.</summary>
/// <param name="Pass">How often the list was begun, from 1: numbered pages shift, and are read until nothing new is in them.</param>
/// <param name="Page">The number of the page within the pass, from 0.</param>
/// <param name="Fresh">True when this pass has brought something that was not seen before.</param>
/// <param name="Cursor">The cursor or address of the page; null for the first.</param>
internal sealed record ListPosition(int Pass, int Page, bool Fresh, string? Cursor)
{
    /// <summary>The beginning.</summary>
    public static ListPosition First { get; } = new(1, 0, Fresh: false, Cursor: null);

    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{Pass} {Page} {(Fresh ? 1 : 0)} {Cursor}");

    public static ListPosition Read(string? text)
    {
        var parts = text?.Split(' ', 4);
        return parts is [var pass, var page, var fresh, var cursor]
            ? new(int.Parse(pass, CultureInfo.InvariantCulture), int.Parse(page, CultureInfo.InvariantCulture), fresh == "1", cursor.Length == 0 ? null : cursor)
            : First;
    }
}
