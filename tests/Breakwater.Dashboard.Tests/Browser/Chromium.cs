using System.Diagnostics;
using System.Text.Json.Nodes;
using Breakwater.Dashboard.Tests.Browser;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Breakwater.Dashboard.Tests.Browser;

/// <summary>A headless Chromium for all tests of this assembly. Debian's package <c>chromium</c>, or what <c>CHROMIUM_BIN</c> names.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private readonly string profile = Directory.CreateTempSubdirectory("breakwater-chromium-").FullName;
    private Process? process;
    private DevTools? tools;

    /// <summary>True where there is a browser and there are pages to look at; where they may be missing (not in CI), the test says so.</summary>
    public bool IsThere
    {
        get
        {
            var missing = tools is null ? "Debian's package chromium is not installed"
                : PageFiles.Read(typeof(DashboardEndpoints).Assembly).Index is null ? "the dashboard was not built: npm ci && npm run build in src/Breakwater.Dashboard/web"
                : null;
            Assert.False(missing is not null && Environment.GetEnvironmentVariable("CI") == "true", missing);
            if (missing is not null)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"not tried: {missing}");
            }

            return missing is null;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("CHROMIUM_BIN") ?? "/usr/bin/chromium";
        if (!File.Exists(program))
        {
            return;
        }

        process = Process.Start(new ProcessStartInfo(program)
        {
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0",
                "--disable-background-timer-throttling", "--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows",
                $"--user-data-dir={profile}", "about:blank",
            },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        const string announcement = "DevTools listening on ";
        var announced = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                announced.TrySetException(new IOException("the browser ended before it listened"));
            }
            else if (line.Data.StartsWith(announcement, StringComparison.Ordinal))
            {
                announced.TrySetResult(new Uri(line.Data[announcement.Length..]));
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        tools = await DevTools.ConnectAsync(await announced.Task, CancellationToken.None);
    }

    /// <summary>A profile of its own: nothing is shared with other tests.</summary>
    internal async Task<Visitor> VisitAsync(Uri address)
    {
        var context = await tools!.CallAsync("Target.createBrowserContext", [], session: null, TestContext.Current.CancellationToken);
        return new Visitor(tools, context.GetProperty("browserContextId").GetString()!, address);
    }

    public async ValueTask DisposeAsync()
    {
        if (tools is not null)
        {
            await tools.CallAsync("Browser.close", new JsonObject(), session: null, CancellationToken.None);
            await tools.DisposeAsync();
        }

        if (process is not null)
        {
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        try
        {
            Directory.Delete(profile, recursive: true);
        }
        catch (IOException)
        {
            // A child of the browser still writes: the folder is a temporary one.
        }
    }
}
