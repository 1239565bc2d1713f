namespace Breakwater.Delivering;

/// <summary>What a line wants done.</summary>
/// <param name="Start">So many workers.</param>
/// <param name="Fetch">A fetch from the store.</param>
/// <param name="Wake">Another look at this moment; null: none is needed.</param>
internal readonly record struct LineWish(int Start, bool Fetch, DateTimeOffset? Wake);
