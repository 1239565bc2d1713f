using System.Globalization;

namespace Breakwater.Configuration.Options;

/// <summary>Collects everything that is wrong with one file, up to a bound, so that all of it is said at once.</summary>
internal sealed class Report(string file)
{
    /// <summary>Errors that are kept; of more than these only the number is told.</summary>
    public const int MaxErrors = 1_000;

    /// <summary>Errors for which the likely name is looked for: a hostile file must not buy a quadratic search.</summary>
    private const int MaxSuggestions = 100;

    private readonly List<ConfigurationError> errors = [];
    private readonly List<ConfigurationError> warnings = [];

    /// <summary>How many errors there were, kept or not.</summary>
    public int Count { get; private set; }

    public IReadOnlyList<ConfigurationError> Errors => Count <= MaxErrors
        ? errors
        : [.. errors, new ConfigurationError { File = file, Message = string.Create(CultureInfo.InvariantCulture, $"and {Count - MaxErrors} more errors") }];

    public IReadOnlyList<ConfigurationError> Warnings => warnings;

    /// <summary>Something is wrong with a value.</summary>
    public void Fault(Place place, string message, string? expected = null, string? didYouMean = null) =>
        Add(place, place.Node.Line, place.Node.Column, message, expected, didYouMean);

    /// <summary>Something is wrong with the name under which a value stands.</summary>
    public void KeyFault(Place place, string message, string? expected = null, string? didYouMean = null) =>
        Add(place, place.KeyLine, place.KeyColumn, message, expected, didYouMean);

    /// <summary>Something is allowed and probably not meant.</summary>
    public void Warn(Place place, string message)
    {
        if (warnings.Count < MaxErrors)
        {
            warnings.Add(new ConfigurationError { File = file, Line = place.KeyLine, Column = place.KeyColumn, Path = place.Path, Message = message });
        }
    }

    /// <summary>The known name that was probably meant, or null.</summary>
    public string? Nearest(string name, IEnumerable<string> known) => Count >= MaxSuggestions ? null : NearestName.Find(name, known);

    private void Add(Place place, int line, int column, string message, string? expected, string? didYouMean)
    {
        if (++Count <= MaxErrors)
        {
            errors.Add(new ConfigurationError
            {
                File = file,
                Line = line,
                Column = column,
                Path = place.Path,
                Message = message,
                Expected = expected,
                DidYouMean = didYouMean,
            });
        }
    }
}
