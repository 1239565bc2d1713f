namespace Breakwater.Model;

/// <summary>One header line as it came or goes; a name may repeat. The order is kept.</summary>
/// <param name="Name">The name, in the letters in which it came.</param>
/// <param name="Value">The value, without line breaks.</param>
public readonly record struct Header(string Name, string Value);
