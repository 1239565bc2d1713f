namespace Breakwater.AspNetCore.Api;

/// <summary>A part of a list, newest first.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">The cursor to go on with as <c>after</c>; null at the end.</param>
internal sealed record PageView<T>(IReadOnlyList<T> Items, string? Next);
