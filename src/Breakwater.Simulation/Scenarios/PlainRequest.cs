using System.Text;
using Breakwater.Verification;

namespace Breakwater.Simulation.Scenarios;

/// <summary>The request of a made-up platform: its body says who it is, and is as long as it is asked to be.</summary>
internal static class PlainRequest
{
    public static SignedRequest Of(string source, string id, string type, string key, long? version, int padding) => new()
    {
        Method = "POST",
        Url = $"https://harbour.example.com/in/{source}",
        Headers = [KeyValuePair.Create("Content-Type", "application/json")],
        Body = Encoding.UTF8.GetBytes(
            $$"""{"id":"{{id}}","type":"{{type}}","key":"{{key}}",{{(version is { } number ? $"\"version\":{number}," : "")}}"padding":"{{new string('x', padding)}}"}"""),
    };
}
