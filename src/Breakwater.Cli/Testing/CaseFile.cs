using Breakwater.Cli.Yaml;
using Breakwater.Configuration;
using Breakwater.Configuration.Options;

namespace Breakwater.Cli.Testing;

/// <summary>A file of cases, read.</summary>
/// <param name="Name">The file, as it was named.</param>
/// <param name="Folder">The folder that it stands in.</param>
/// <param name="Cases">The cases; empty when there is any error.</param>
/// <param name="Errors">What is wrong with the file.</param>
internal sealed record CaseFile(string Name, string Folder, IReadOnlyList<Values> Cases, IReadOnlyList<ConfigurationError> Errors)
{
    public static CaseFile Load(string path, string name, Func<string, string?> environment)
    {
        var files = FileSet.Beside(path);
        var folder = Path.GetDirectoryName(path)!;
        var file = YamlFile.Read(path, files);
        var binding = new Binding(new ConfigurationSurroundings(name, environment, files.ReadReferenced));
        IReadOnlyList<Values> cases = [];
        if (file.Root is not null
            && CaseOptions.File.Read(Place.Root(file.Root), binding, out var values)
            && values.TryGet(CaseOptions.Cases, out var found))
        {
            cases = [.. found.Select(c => c.Value)];
            Check(cases, binding.Report);
        }

        ConfigurationError[] errors = [.. file.Errors.Select(e => e with { File = name }), .. binding.Report.Errors];
        return new CaseFile(name, folder, errors.Length == 0 ? cases : [], errors);
    }

    private static void Check(IReadOnlyList<Values> cases, Report report)
    {
        foreach (var request in cases.Select(c => c.TryGet(CaseOptions.Request, out var r) ? r : null).OfType<Values>())
        {
            if (request.Has(CaseOptions.Body) && request.Has(CaseOptions.BodyFile))
            {
                report.KeyFault(request.PlaceOf(CaseOptions.BodyFile), "body and bodyFile exclude each other");
            }
        }
    }
}
