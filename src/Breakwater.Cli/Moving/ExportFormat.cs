namespace Breakwater.Cli.Moving;

/// <summary>
/// The format of an export: JSON lines in UTF-8. The first line has name and version; then a line for each event with everything about it, in
/// the order of ids; then a line for each bulk replay; the last line says how many there are, so that a file that was cut off is noticed.
/// Documented for people in <c>docs/operations.md</c>.
/// </summary>
internal static class ExportFormat
{
    public const string Name = "breakwater-export";

    /// <summary>Grows with every change that this version could not read. Unknown fields are refused, so every new field is one.</summary>
    public const int Version = 1;

    /// <summary>Bytes of a line: a body of 64 MiB in which every byte is escaped has room, and a file without line ends is noticed.</summary>
    public const int MaxLineBytes = 512 * 1024 * 1024;
}
