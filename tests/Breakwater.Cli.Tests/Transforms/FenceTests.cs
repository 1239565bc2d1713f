using Xunit;

namespace Breakwater.Cli.Tests.Transforms;

/// <summary>A hostile script: bounded in steps, time, memory and depth, and locked in.</summary>
public sealed class FenceTests
{
    [Theory]
    [InlineData("eval('1')")]
    [InlineData("new Function('return 1')()")]
    [InlineData("(() => {}).constructor('return 1')()")]
    [InlineData("(async () => {}).constructor('return 1')()")]
    [InlineData("Math.random()")]
    [InlineData("require('fs')")]
    [InlineData("process.env")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("importNamespace('System')")]
    [InlineData("fetch('http://localhost')")]
    [InlineData("setTimeout(() => 1, 1)")]
    [InlineData("Temporal.Now.instant()")]
    [InlineData("new ArrayBuffer(2e9)")]
    [InlineData("new Uint8Array(2e9)")]
    [InlineData("new SharedArrayBuffer(8)")]
    [InlineData("event.constructor.constructor('return this')()")]
    [InlineData("event.GetType()")]
    public async Task What_is_not_the_language_is_not_there(string expression)
    {
        var fault = await Scripts.FailureAsync($"export default (event) => {{ return {expression}; }}");

        Assert.Matches("Error: ", fault.Text);
        Assert.False(fault.MayPass);
    }

    [Fact]
    public async Task Other_modules_cannot_be_reached() =>
        Assert.Contains("promise", (await Scripts.FailureAsync("export default () => import('fs')")).Text.Replace("one file", "promise", StringComparison.Ordinal), StringComparison.Ordinal);

    [Theory]
    [InlineData("while (true) {}", "steps")]
    [InlineData("for (;;);", "steps")]
    [InlineData("try { while (true) {} } catch (e) { return 'caught' } finally { while (true) {} }", "steps")]
    [InlineData("[2, 1].sort(() => { while (true) {} })", "steps")]
    [InlineData("return { toJSON() { while (true) {} } }", "steps")]
    [InlineData("const f = (n) => f(n + 1) + 1; return f(0)", "levels")]
    [InlineData("const o = { get x() { return this.x } }; return o.x", "levels")]
    [InlineData("const o = { toJSON() { return JSON.stringify(o) } }; return o", "levels")]
    [InlineData("return 'x'.repeat(5e8).length", "16 Mi characters")]
    [InlineData("return 'x'.padEnd(5e8).length", "16 Mi characters")]
    [InlineData("return new Array(2e4).join('x'.repeat(1e5)).length", "16 Mi characters")]
    [InlineData("return 'a'.repeat(1e5).replaceAll('a', 'b'.repeat(1e5)).length", "16 Mi characters")]
    [InlineData("let s = 'x'; for (let i = 0; i < 40; i++) s += s; return s.length", "memory")]
    [InlineData("return new Array(1e8).fill(0).length", "memory")]
    [InlineData("return Array.from({ length: 4e9 }).length", "memory")]
    [InlineData("return String(2n ** 100000000n).length", "BigInt")]
    public async Task What_asks_for_too_much_is_ended(string body, string says)
    {
        var fault = await Scripts.FailureAsync($"export default (event) => {{ {body} }}");

        Assert.Matches(says, fault.Text);
        Assert.False(fault.MayPass, fault.Text);
    }

    [Theory]
    [InlineData("const a = []; while (true) a.push({ a: [1, 2, 3] })")]
    [InlineData("return new Array(9e5).join('x'.repeat(1e5)).length")]
    [InlineData("return /^(a+)+$/.test('a'.repeat(40) + 'b')")]
    [InlineData("let a = []; for (let i = 0; i < 100000; i++) a = [a]; return a")]
    [InlineData("let a = []; for (let i = 0; i < 100000; i++) a = [a]; return String(a)")]
    [InlineData("let a = {}; for (let i = 0; i < 50000; i++) a = { a }; return JSON.stringify(a)")]
    [InlineData("let p = {}; for (let i = 0; i < 50000; i++) p = new Proxy(p, {}); return p.x")]
    [InlineData("let f = () => 1; for (let i = 0; i < 100000; i++) f = f.bind(null); return f()")]
    [InlineData("let b = 3n; for (let i = 0; i < 40; i++) b = b * b; return String(b).length")]
    public async Task What_is_ended_by_time_or_depth_ends_neither_the_process_nor_the_wait(string body) =>
        Assert.NotNull((await Scripts.RunAsync($"export default (event) => {{ {body} }}")).Fault);

    [Fact]
    public async Task A_run_that_does_not_end_stops_no_other_script()
    {
        var endless = Scripts.Compile("export default (event) => { let b = 3n; for (let i = 0; i < 40; i++) b = b * b; return String(b).length }");
        var runs = Enumerable.Range(0, 8).Select(_ => endless.ApplyAsync(Scripts.Event()).AsTask()).ToArray();

        Assert.Equal("1", await Scripts.BodyAsync("export default () => 1"));
        var results = await Task.WhenAll(runs);
        Assert.All(results, result => Assert.True(result.Fault!.MayPass, result.Fault.Text));
    }

    [Fact]
    public async Task Many_events_at_once_are_each_their_own()
    {
        var transform = Scripts.Compile("export default (event) => event.body.n * 2");
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => transform.ApplyAsync(Scripts.Event($$"""{"n":{{n}}}""")).AsTask()));

        Assert.Equal(Enumerable.Range(0, 200).Select(n => $"{n * 2}"), results.Select(result => System.Text.Encoding.UTF8.GetString(result.Body.Span)));
    }
}
