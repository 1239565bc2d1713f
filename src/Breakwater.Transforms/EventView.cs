using System.Text;
using System.Text.Unicode;
using Breakwater.Model;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Runtime;

namespace Breakwater.Transforms;

/// <summary>The event as a script sees it: frozen, all the way down.</summary>
internal static class EventView
{
    public static JsObject Of(Event evt, Engine engine)
    {
        var text = Utf8.IsValid(evt.Body.Span) ? Encoding.UTF8.GetString(evt.Body.Span) : null;
        var view = new JsObject(engine);
        view.Set("id", evt.Id.ToString());
        view.Set("source", evt.Source);
        view.Set("idempotencyId", evt.IdempotencyId);
        view.Set("type", TextOf(evt.Type));
        view.Set("key", TextOf(evt.Key));
        view.Set("version", TextOf(evt.Version));
        view.Set("occurredAt", evt.OccurredAt is { } time ? Moment(time) : JsValue.Null);
        view.Set("receivedAt", Moment(evt.ReceivedAt));
        view.Set("headers", Headers(evt, engine));
        view.Set("body", text is null ? JsValue.Null : Body(evt, text, engine));
        view.Set("text", TextOf(text));
        Freeze(view, (Function)engine.Intrinsics.Object.Get("freeze"), 0);
        return view;
    }

    private static JsValue TextOf(string? text) => text is null ? JsValue.Null : new JsString(text);

    private static JsString Moment(DateTimeOffset moment) =>
        new(moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Names in small letters; what stands there several times is one text with commas, as HTTP means it.</summary>
    private static JsObject Headers(Event evt, Engine engine)
    {
        var all = new JsObject(engine);
        foreach (var header in evt.Headers.GroupBy(header => header.Name.ToLowerInvariant(), header => header.Value))
        {
            all.Set(header.Key, string.Join(", ", header));
        }

        return all;
    }

    /// <summary>Parsed where it says that it is JSON, or says nothing, and is; else the text.</summary>
    private static JsValue Body(Event evt, string text, Engine engine)
    {
        var type = evt.Headers.FirstOrDefault(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        if (type is not null && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            return new JsString(text);
        }

        try
        {
            return new JsonParser(engine).Parse(text);
        }
        catch (JavaScriptException)
        {
            return new JsString(text);
        }
    }

    private static void Freeze(ObjectInstance view, Function freeze, int depth)
    {
        foreach (var key in view.GetOwnPropertyKeys())
        {
            if (depth <= ScriptLimits.JsonDepth && view.Get(key) is ObjectInstance inner)
            {
                Freeze(inner, freeze, depth + 1);
            }
        }

        freeze.Call(JsValue.Undefined, [view]);
    }
}
