using Breakwater.Configuration.Options;

namespace Breakwater.Configuration.Sections;

/// <summary>The scripts that the routes of one configuration name: each is read and compiled once, however many routes use it.</summary>
internal sealed class TransformScripts(ConfigurationSurroundings surroundings)
{
    private readonly Dictionary<string, TransformCompilation> compiled = new(StringComparer.Ordinal);

    /// <summary>The paths that were named, read or not.</summary>
    public IReadOnlyCollection<string> Files => compiled.Keys;

    /// <summary>Compiles all of them, and reports what is wrong with each where a route names it.</summary>
    public void Compile(Draft draft, Report report)
    {
        foreach (var route in draft.Routes)
        {
            if (route.Value.TryGet(RouteOptions.Transform, out var path) && Compile(path).Fault is { } fault)
            {
                report.Fault(route.Value.PlaceOf(RouteOptions.Transform), fault);
            }
        }
    }

    /// <summary>The transform of a route; null where it names none.</summary>
    public ITransform? Of(Values route) => route.TryGet(RouteOptions.Transform, out var path) ? Compile(path).Transform : null;

    private TransformCompilation Compile(string path)
    {
        if (compiled.TryGetValue(path, out var known))
        {
            return known;
        }

        return compiled[path] = Read(path);
    }

    private TransformCompilation Read(string path)
    {
        if (surroundings.Transforms is not { } compiler)
        {
            return new TransformCompilation(null, "transforms cannot be run here");
        }

        var file = surroundings.ReadFile(path);
        return file.Text is { } code
            ? compiler.Compile(path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path, code)
            : new TransformCompilation(null, $"the file '{path}' {file.Fault}");
    }
}
