using Acornima;
using Acornima.Ast;
using Breakwater.Configuration;
using Jint;

namespace Breakwater.Transforms;

/// <summary>Compiles JavaScript into transforms: one file, one <c>export default (event) =&gt; body</c>. Safe for concurrent use.</summary>
/// <param name="clock">Tells when a run took too long; scripts never see it.</param>
public sealed class ScriptCompiler(TimeProvider clock) : ITransformCompiler
{
    /// <inheritdoc />
    public TransformCompilation Compile(string name, string code)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(code);
        try
        {
            var module = Engine.PrepareModule(code, name);
            if (Import(module) is { } import)
            {
                return Failed($"{Place(name, import)}: a transform is one file: it cannot import others");
            }

            // What stands beside the function runs with each event; a first run without one shows what is wrong with it now.
            var script = new Script(name, module, clock);
            return script.Probe() is { } fault ? Failed(fault) : new TransformCompilation(script, null);
        }
        catch (ScriptPreparationException fault) when (fault.InnerException is ParseErrorException parse)
        {
            return Failed($"{name}({parse.LineNumber},{parse.Error.Column + 1}): {parse.Description}");
        }
        catch (ScriptPreparationException fault)
        {
            return Failed($"{name}: {fault.InnerException?.Message ?? fault.Message}");
        }
    }

    private static Statement? Import(Prepared<Module> module) => module.Program?.Body.FirstOrDefault(statement =>
        statement is ImportDeclaration or ExportAllDeclaration or ExportNamedDeclaration { Source: not null });

    private static string Place(string name, Statement node) => $"{name}({node.Location.Start.Line},{node.Location.Start.Column + 1})";

    private static TransformCompilation Failed(string fault) => new(null, fault);
}
