using System.CommandLine;
using Breakwater.Cli.Output;
using Breakwater.Cli.Yaml;
using Breakwater.Sqlite.Copying;

namespace Breakwater.Cli.Commands;

/// <summary><c>breakwater backup FILE</c>: a consistent copy of the store, checked and on disk, while the server goes on writing.</summary>
internal static class BackupCommand
{
    private const string PostgresWords =
        "the store is a PostgreSQL database, which has tools of its own:\n"
        + "  pg_dump --format=custom --file=FILE DATABASE   a consistent copy while nodes go on\n"
        + "  pg_basebackup, with archived WAL               to go back to any moment";

    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "The file to be made; never one that is there." };
        var command = new Command("backup", "Copy the SQLite store while the server runs: consistent, checked and flushed to disk.")
        {
            file, CommonOptions.Config, CommonOptions.DryRun,
        };
        command.SetAction((parse, cancellation) =>
        {
            var loaded = ConfigurationFile.Load(parse.GetRequiredValue(CommonOptions.Config), context);
            if (StoreVerb.NamesPostgres(loaded))
            {
                throw StopException.Failed(PostgresWords);
            }

            var path = StoreVerb.SqlitePath(context, loaded);
            var target = Path.GetFullPath(parse.GetRequiredValue(file), context.Folder);
            return StoreVerb.StopOnRefusalAsync(() => parse.GetValue(CommonOptions.DryRun)
                ? Task.FromResult(SayOnly(context, path, target))
                : RunAsync(context, path, target, cancellation));
        });
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string path, string target, CancellationToken cancellation)
    {
        var began = context.Clock.GetUtcNow();
        var start = context.Clock.GetTimestamp();
        long bytes;
        using (var line = new MovingLine(context))
        {
            bytes = await SqliteBackup.CopyAsync(
                path,
                target,
                (copied, all) => line.Show(() => copied == all
                    ? $"checking {Sizes.Bytes(all)}"
                    : $"copied {Sizes.Bytes(copied)} of {Sizes.Bytes(all)} ({100 * copied / Math.Max(1, all)} %)"),
                cancellation);
        }

        new Screen(context).Line(
            $"{target}: {Sizes.Bytes(bytes)} in {Times.Duration(context.Clock.GetElapsedTime(start))}, checked and flushed; "
            + $"it holds everything that was acknowledged before {Times.Moment(began)}");
        return ExitCode.Done;
    }

    private static int SayOnly(CommandContext context, string path, string target)
    {
        var size = SqliteBackup.SizeToCopy(path, target);
        new Screen(context).Line($"would copy {path} ({Sizes.Bytes(size)}) to {target}");
        return ExitCode.Done;
    }
}
