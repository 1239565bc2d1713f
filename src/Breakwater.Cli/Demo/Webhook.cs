namespace Breakwater.Cli.Demo;

/// <summary>One webhook of the pretend platform, not signed yet.</summary>
/// <param name="Source">The source that it is for: <c>stripe</c>, <c>github</c>.</param>
/// <param name="Id">The platform's own id of the event.</param>
/// <param name="Type">The type, as Breakwater names it.</param>
/// <param name="Headers">The headers, without the signature.</param>
/// <param name="Body">The body.</param>
internal sealed record Webhook(string Source, string Id, string Type, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body);
