using Breakwater.Cli.Client;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Commands;

/// <summary>What took a destination's place, in words.</summary>
internal static class FallbackWords
{
    public static string Of(FallbackView fallback) => fallback switch
    {
        { Kind: "destination" } => $"{fallback.Destination} took its place ({fallback.Delivery})",
        { Kind: "lastGood", AnsweredAt: { } at } => $"the last good answer took its place, of {Times.Moment(at)}",
        _ => "the configured answer took its place",
    };
}
