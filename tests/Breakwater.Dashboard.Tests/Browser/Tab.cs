using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Breakwater.Dashboard.Tests.Browser;

/// <summary>One tab: what a person would do with it, and waits for what a person would see.</summary>
internal sealed class Tab(DevTools tools, string session)
{
    /// <summary>What the page complained about: exceptions, and requests or scripts that the policy refused.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>The addresses that the page asked for.</summary>
    public ConcurrentQueue<Uri> Asked { get; } = new();

    public async Task BeginAsync(Uri address, string? before)
    {
        tools.Listen(session, Hear);
        foreach (var domain in new[] { "Runtime", "Log", "Page", "Network" })
        {
            await CallAsync($"{domain}.enable", []);
        }

        if (before is not null)
        {
            await CallAsync("Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = before });
        }

        // A hidden tab asks for nothing: to this one somebody looks, whatever others are open.
        await CallAsync("Emulation.setFocusEmulationEnabled", new JsonObject { ["enabled"] = true });
        await CallAsync("Page.navigate", new JsonObject { ["url"] = address.ToString() });
    }

    /// <summary>Goes to another page of the dashboard.</summary>
    public Task GoAsync(string hash) => EvaluateAsync($"location.hash = {Quoted(hash)}");

    /// <summary>Waits until an expression of the page is true.</summary>
    public async Task UntilAsync(string expression)
    {
        var waited = await EvaluateAsync(
            $$"""
            new Promise(ok => {
              const end = performance.now() + 20000;
              (function look() {
                let is = false;
                try { is = {{expression}}; } catch {}
                if (is) ok('');
                else if (performance.now() > end) ok(document.body.innerText.slice(0, 2000) || '(an empty page)');
                else setTimeout(look, 20);
              })();
            })
            """);
        Assert.True(waited.GetString() == "", $"never true: {expression}\ncomplaints: {string.Join("; ", Complaints)}\nthe page:\n{waited}");
    }

    /// <summary>Waits until a text is on the page.</summary>
    public Task SeesAsync(string text) => UntilAsync($"document.body.innerText.includes({Quoted(text)})");

    /// <summary>Waits for a button or a link of this text, and presses it.</summary>
    public async Task PressAsync(string text)
    {
        var found = $"[...(document.querySelector('dialog[open]') ?? document).querySelectorAll('button, a, summary')].find(one => one.textContent.trim() === {Quoted(text)} && !one.disabled)";
        await UntilAsync($"!!{found}");
        await EvaluateAsync($"{found}.click()");
    }

    /// <summary>Chooses or types into the field of this label.</summary>
    public async Task FillAsync(string label, string value)
    {
        var found = $"[...document.querySelectorAll('label.field')].find(one => one.querySelector('span').textContent === {Quoted(label)})?.querySelector('input, select')";
        await UntilAsync($"!!{found} && ({found}.tagName !== 'SELECT' || [...{found}.options].some(option => option.value === {Quoted(value)}))");
        await EvaluateAsync($"(() => {{ const field = {found}; field.value = {Quoted(value)}; field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', {{ bubbles: true }})); }})()");
    }

    /// <summary>Presses a key where the focus is.</summary>
    public async Task KeyAsync(string key)
    {
        var text = key.Length == 1 ? key : key == "Enter" ? "\r" : null;
        var down = new JsonObject { ["type"] = text is null ? "rawKeyDown" : "keyDown", ["key"] = key };
        if (text is not null)
        {
            down["text"] = text;
        }

        await CallAsync("Input.dispatchKeyEvent", down);
        await CallAsync("Input.dispatchKeyEvent", new JsonObject { ["type"] = "keyUp", ["key"] = key });
    }

    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true, ["userGesture"] = true });
        Assert.False(answer.TryGetProperty("exceptionDetails", out var fault), fault.ValueKind == JsonValueKind.Undefined ? "" : fault.ToString());
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    private Task<JsonElement> CallAsync(string method, JsonObject parameters) => tools.CallAsync(method, parameters, session, TestContext.Current.CancellationToken);

    private void Hear(string method, JsonElement told)
    {
        switch (method)
        {
            case "Runtime.exceptionThrown":
                Complaints.Enqueue(told.GetProperty("exceptionDetails").ToString());
                break;
            case "Log.entryAdded" when told.GetProperty("entry").GetProperty("source").GetString() == "security":
                Complaints.Enqueue(told.GetProperty("entry").GetProperty("text").GetString()!);
                break;
            case "Network.requestWillBeSent":
                Asked.Enqueue(new Uri(told.GetProperty("request").GetProperty("url").GetString()!));
                break;
        }
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);
}
