using Breakwater.Configuration;
using Breakwater.Model;

namespace Breakwater.Running;

/// <summary>A transform of a source that redacts: an error that its author made of the event tells nothing that people don't see, wherever it goes.</summary>
internal sealed class RedactedTransform(ITransform inner, Redaction redaction) : ITransform
{
    public string Name => inner.Name;

    public static ITransform? Over(ITransform? inner, Settings settings, Event evt) =>
        inner is not null && settings.Sources.TryGetValue(evt.Source, out var source) && source.Redact is { } redaction
            ? new RedactedTransform(inner, redaction)
            : inner;

    public async ValueTask<Transformed> ApplyAsync(Event evt)
    {
        var made = await inner.ApplyAsync(evt);
        return made.Fault is { } fault ? made with { Fault = fault with { Text = redaction.Apply(evt).Text(fault.Text) } } : made;
    }
}
