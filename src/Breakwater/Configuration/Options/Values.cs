using System.Diagnostics.CodeAnalysis;

namespace Breakwater.Configuration.Options;

/// <summary>What was read of one section. Rules look at it, and settings are composed from it.</summary>
internal sealed class Values(Place place)
{
    private readonly Dictionary<Option, (object Value, Place Place)> read = [];

    /// <summary>Where the section stands.</summary>
    public Place Place { get; } = place;

    /// <summary>False when anything in the section is wrong: nothing is composed from it.</summary>
    public bool Sound { get; set; } = true;

    /// <summary>True when the option is there and was read.</summary>
    public bool Has(Option option) => read.ContainsKey(option);

    /// <summary>The value, or the option's default.</summary>
    public T Get<T>(Option<T> option) => TryGet(option, out var value) ? value : option.Default;

    public bool TryGet<T>(Option<T> option, [MaybeNullWhen(false)] out T value)
    {
        var found = read.TryGetValue(option, out var entry);
        value = found ? (T)entry.Value : default;
        return found;
    }

    /// <summary>Where the option stands; the section where it does not.</summary>
    public Place PlaceOf(Option option) => read.TryGetValue(option, out var entry) ? entry.Place : Place;

    public void Set<T>(Option<T> option, T value, Place place) => read[option] = (value!, place);
}
