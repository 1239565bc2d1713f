using System.Text.Json.Nodes;

namespace Breakwater.Configuration.Options;

/// <summary>One option: the only place that knows its name, kind, range, default and meaning.</summary>
internal abstract class Option(string name, string meaning)
{
    /// <summary>The name in the file.</summary>
    public string Name { get; } = name;

    /// <summary>What it does, for the reference page and for editors.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>True when it has to be there.</summary>
    public bool Required { get; init; }

    /// <summary>True for a name of the contract that is not built: it is refused by name.</summary>
    public virtual bool Unbuilt => false;

    public virtual bool Secret => false;

    public virtual Section? Section => null;

    public abstract string Words { get; }

    /// <summary>The default as it would be written; null where there is none.</summary>
    public abstract string? DefaultText { get; }

    public abstract JsonObject Schema(JsonObject definitions);

    /// <summary>Reads the value into the section's values, or reports why not.</summary>
    public abstract void Bind(Place place, Binding binding, Values values);
}

/// <summary>An option whose values are of type <typeparamref name="T"/>.</summary>
internal sealed class Option<T>(string name, Shape<T> shape, string meaning) : Option(name, meaning)
{
    private readonly T? fallback;

    /// <summary>The value where none is given; taken from the settings record, which keeps the truth.</summary>
    public T Default
    {
        get => HasDefault ? fallback! : throw new InvalidOperationException($"'{Name}' has no default.");
        init => (fallback, HasDefault) = (value, true);
    }

    public bool HasDefault { get; private init; }

    /// <summary>The default in words, where the value alone does not say it.</summary>
    public string? DefaultWords { get; init; }

    public override bool Secret => shape.Secret;

    public override Section? Section => shape.Section;

    public override string Words => shape.Words;

    public override string? DefaultText => DefaultWords ?? (HasDefault ? shape.Show(fallback!) : null);

    public override JsonObject Schema(JsonObject definitions)
    {
        var schema = shape.Schema(definitions);
        var text = Meaning;
        if (DefaultText is { } byDefault)
        {
            text += $" Default: {byDefault}.";
        }

        schema["description"] = text;
        return schema;
    }

    public override void Bind(Place place, Binding binding, Values values)
    {
        if (shape.Read(place, binding, out var value))
        {
            values.Set(this, value, place);
        }
    }
}

/// <summary>A name that the contract has and this version has not: refused by name, and not an unknown name.</summary>
internal sealed class UnbuiltOption(string name, string meaning) : Option(name, meaning)
{
    public override bool Unbuilt => true;

    public override string Words => "not supported yet";

    public override string? DefaultText => null;

    public override JsonObject Schema(JsonObject definitions) => throw new InvalidOperationException("What is not built is not in the schema.");

    public override void Bind(Place place, Binding binding, Values values) =>
        binding.Report.KeyFault(place, $"'{Name}' is not supported yet");
}
