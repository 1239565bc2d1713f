namespace Breakwater.Dashboard;

/// <summary>A file of the pages whose name changes with its content.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="Tag">Its entity tag, in quotes.</param>
/// <param name="Brotli">Compressed with brotli.</param>
/// <param name="Gzip">Compressed with gzip.</param>
internal sealed record PageFile(string ContentType, string Tag, byte[] Brotli, byte[] Gzip);
