using System.Globalization;
using Breakwater.Bench;

// dotnet run -c Release --project bench/Breakwater.Bench -- [--seconds 8] [--warmup 12] [--rounds 3] [--connections 64] [--body 1024]
//     [--rows 1000000] [--row-body 1024] [--waiting 1000000] [--only receive]
// dotnet run -c Release --project bench/Breakwater.Bench -- "coming back" [--rows 100000]
// dotnet run -c Release --project bench/Breakwater.Bench -- isolation
//
// Prints ratios: the figures themselves belong to the machine, and to the load generator and the sink that share it.

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = Options.Parse(args);
if (options is null || !Build.IsRelease)
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project bench/Breakwater.Bench -- [--seconds N] [--warmup N] [--rounds N] [--connections N] [--body BYTES] [--rows EVENTS] [--row-body BYTES] [--waiting DELIVERIES] [--only NAME]");
    return 2;
}

var folder = Directory.CreateTempSubdirectory("breakwater-bench-").FullName;
try
{
    Console.WriteLine($"{Environment.ProcessorCount} processors, .NET {Environment.Version}, {options.Connections} connections, {options.Body} B bodies, {options.Rounds} rounds of {options.Seconds} s, {folder}");
    var results = new List<Result>();
    await using var places = new Places(folder);
    switch (options.Only)
    {
        case "coming back":
            return await new ComingBack(options, places).RunAsync(Console.Out) ? 0 : 1;
        case "isolation":
            await new Isolation(options, new Neighbours(options, places)).RunAsync(Console.Out);
            return 0;
    }

    var all = new Comparisons(options, places).All();
    var named = all.Where(comparison => comparison.Name == options.Only).ToList();
    foreach (var comparison in named.Count > 0 ? named : all.Where(comparison => comparison.Name.Contains(options.Only, StringComparison.Ordinal)))
    {
        results.Add(await comparison.RunAsync(options));
    }

    Report.Print(results, Console.Out);
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
