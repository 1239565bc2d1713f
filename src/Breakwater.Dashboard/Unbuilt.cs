namespace Breakwater.Dashboard;

/// <summary>What stands in the place of a dashboard that was not built.</summary>
internal static class Unbuilt
{
    public const string Page = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Breakwater: the dashboard was not built</title></head>
        <body>
        <h1>The dashboard was not built</h1>
        <p>Everything else works: the API is under <code>/v1</code>, and the command line shows and does all that it can.</p>
        <p>The pages need Node 18 or newer, once, before the program is built:</p>
        <pre>
        cd src/Breakwater.Dashboard/web
        npm ci
        npm run build
        cd ../../..
        dotnet build -c Release
        </pre>
        </body>
        </html>

        """;
}
