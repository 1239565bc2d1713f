namespace Breakwater.Configuration;

/// <summary>Makes a transform of a script. The engine knows no language of scripts: the host brings one.</summary>
public interface ITransformCompiler
{
    /// <summary>Compiles a script, once for a configuration. Never throws for what stands in it.</summary>
    /// <param name="name">The script's path as the configuration names it, for errors.</param>
    /// <param name="code">Its text.</param>
    TransformCompilation Compile(string name, string code);
}

/// <summary>What a script came to.</summary>
/// <param name="Transform">The transform; null when there is an error.</param>
/// <param name="Fault">What is wrong, with the script's line and column where it has them: <c>orders.js(3,7): …</c>; null when nothing is.</param>
public sealed record TransformCompilation(ITransform? Transform, string? Fault);
