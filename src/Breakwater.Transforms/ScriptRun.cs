using System.Globalization;
using Breakwater.Configuration;
using Breakwater.Model;
using Jint;
using Jint.Native;

namespace Breakwater.Transforms;

/// <summary>
/// One run: an engine of its own, made for one event and thrown away behind it, so that nothing gets from one event to another.
/// </summary>
/// <param name="name">The script, for errors.</param>
/// <param name="module">The script, compiled.</param>
/// <param name="evt">The event; null for a first look at the script.</param>
internal sealed class ScriptRun(string name, Prepared<Acornima.Ast.Module> module, Event? evt)
{
    /// <summary>Calls the function with the event. Never throws for what the script did.</summary>
    public Transformed Run() => Guarded(() =>
    {
        var engine = MakeEngine();
        var fence = new Fence(engine);
        var function = Load(engine);
        var result = engine.Invoke(function, EventView.Of(evt!, engine));
        return new ResultReader(name, engine, fence).Read(result);
    });

    /// <summary>Looks whether there is a function.</summary>
    public Transformed Probe() => Guarded(() =>
    {
        var engine = MakeEngine();
        _ = new Fence(engine);
        return Load(engine).IsCallable()
            ? new Transformed()
            : new Transformed { Fault = new TransformFault($"{name}(1,1): there is no 'export default (event) => body'") };
    });

    private Transformed Guarded(Func<Transformed> run)
    {
        try
        {
            return run();
        }
#pragma warning disable CA1031 // Whatever the interpreter throws is the script's affair: nothing of it may end the thread.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return new Transformed { Fault = ScriptFaults.Of(name, fault) };
        }
    }

    private JsValue Load(Engine engine)
    {
        engine.Modules.Add("transform", builder => builder.AddModule(module));
        return engine.Modules.Import("transform").Get("default");
    }

    private Engine MakeEngine() => new(options =>
    {
        options.Strict();
        options.DisableStringCompilation();
        options.MaxStatements(ScriptLimits.Steps);
        options.LimitMemory(ScriptLimits.Bytes + (ScriptLimits.BytesPerBodyByte * (evt?.Body.Length ?? 0)));
        options.LimitRecursion(ScriptLimits.Calls);
        options.TimeoutInterval(ScriptLimits.Time);
        options.Constraints.RegexTimeout = ScriptLimits.RegexTime;
        options.Constraints.MaxArraySize = ScriptLimits.ArrayItems;
        options.Constraints.StackOverflowGuard = true;
        options.Json.MaxParseDepth = ScriptLimits.JsonDepth;
        options.Interop.Enabled = false;
        options.Culture = CultureInfo.InvariantCulture;
        options.TimeZone = TimeZoneInfo.Utc;
        options.TimeSystem = new EventTime(evt?.ReceivedAt ?? DateTimeOffset.UnixEpoch);
    });
}
