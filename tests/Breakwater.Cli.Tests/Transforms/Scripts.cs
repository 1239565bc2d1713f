using System.Text;
using Breakwater.Configuration;
using Breakwater.Model;
using Breakwater.Transforms;
using Xunit;

namespace Breakwater.Cli.Tests.Transforms;

/// <summary>Compiles scripts and runs them on events.</summary>
internal static class Scripts
{
    public static readonly DateTimeOffset ReceivedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static ITransform Compile(string code)
    {
        var compiled = new ScriptCompiler(TimeProvider.System).Compile("transforms/orders.js", code.ReplaceLineEndings("\n"));
        Assert.Null(compiled.Fault);
        return compiled.Transform!;
    }

    public static string FaultOf(string code) =>
        new ScriptCompiler(TimeProvider.System).Compile("transforms/orders.js", code.ReplaceLineEndings("\n")).Fault ?? "none";

    public static async Task<Transformed> RunAsync(string code, Event? evt = null) => await Compile(code).ApplyAsync(evt ?? Event());

    /// <summary>The body that a script makes.</summary>
    public static async Task<string> BodyAsync(string code, Event? evt = null)
    {
        var result = await RunAsync(code, evt);
        Assert.Null(result.Fault);
        return Encoding.UTF8.GetString(result.Body.Span);
    }

    /// <summary>Why a script fails.</summary>
    public static async Task<TransformFault> FailureAsync(string code, Event? evt = null)
    {
        var result = await RunAsync(code, evt);
        Assert.NotNull(result.Fault);
        return result.Fault;
    }

    public static Event Event(string body = """{"order":{"id":7,"total":12.5,"lines":[{"sku":"a"}]}}""", string? contentType = "application/json") => new()
    {
        Id = new EventId(new SortableId(1, 1)),
        Source = "shop",
        IdempotencyId = "e1",
        Type = "order.paid",
        Key = "7",
        ReceivedAt = ReceivedAt,
        OccurredAt = ReceivedAt.AddSeconds(-1),
        Headers = contentType is null ? [] : [new Header("Content-Type", contentType), new Header("X-Shop", "a"), new Header("x-shop", "b")],
        Body = Encoding.UTF8.GetBytes(body),
    };
}
