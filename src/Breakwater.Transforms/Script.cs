using Breakwater.Configuration;
using Breakwater.Model;
using Jint;

namespace Breakwater.Transforms;

/// <summary>One compiled script. It runs one event at a time on a thread of its own, so that a bad one costs the others nothing.</summary>
internal sealed class Script(string name, Prepared<Acornima.Ast.Module> module, TimeProvider clock) : ITransform
{
    private readonly ScriptThread thread = new(name, clock);

    public string Name => name;

    public ValueTask<Transformed> ApplyAsync(Event evt)
    {
        ArgumentNullException.ThrowIfNull(evt);
        return new ValueTask<Transformed>(thread.RunAsync(() => new ScriptRun(name, module, evt).Run()));
    }

    /// <summary>Runs what stands beside the function, without an event. Why the script can't be used, with its line and column; null when it can.</summary>
    public string? Probe() => thread.RunAsync(() => new ScriptRun(name, module, null).Probe()).GetAwaiter().GetResult().Fault?.Text;
}
