using System.Buffers;
using System.Text;
using Breakwater.Configuration;
using Breakwater.Model;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Native.Object;

namespace Breakwater.Transforms;

/// <summary>What a script gave back, as what is sent: an object is JSON, a text goes as it is, and <c>request()</c> says the rest.</summary>
internal sealed class ResultReader(string name, Engine engine, Fence fence)
{
    private const string Json = "application/json";
    private const string Text = "text/plain; charset=utf-8";

    public Transformed Read(JsValue result) => fence.IsRequest(result) ? Whole((ObjectInstance)result) : BodyOf(result, [], null);

    private Transformed Whole(ObjectInstance request)
    {
        var method = "";
        List<Header> headers = [];
        foreach (var key in request.GetOwnPropertyKeys())
        {
            var value = request.Get(key);
            switch (key.ToString())
            {
                case "body":
                    break;
                case "headers" when HeadersOf(value, headers) is { } fault:
                    return Fault(fault);
                case "headers":
                    break;
                case "method" when value.ToString() is "POST" or "PUT" or "PATCH" or "DELETE":
                    method = value.ToString();
                    break;
                case "method":
                    return Fault("the method of a request() is POST, PUT, PATCH or DELETE");
                default:
                    return Fault($"request() takes body, headers and method, and not '{key}'");
            }
        }

        var body = request.Get("body");
        return body.IsNull() || body.IsUndefined()
            ? new Transformed { Headers = headers, Method = method.Length > 0 ? method : null }
            : BodyOf(body, headers, method.Length > 0 ? method : null);
    }

    private Transformed BodyOf(JsValue value, List<Header> headers, string? method)
    {
        if (value.IsUndefined() || value.IsNull())
        {
            return Fault($"returned {value}: return what is to be sent; what is not for this destination is left out by the route's types and where");
        }

        if (value is ObjectInstance thing && thing.Get("then").IsCallable())
        {
            return Fault("returned a promise: a transform answers at once, without async and await");
        }

        var bytes = new ArrayBufferWriter<byte>(1_024);
        if (value.IsString())
        {
            Encoding.UTF8.GetBytes(value.AsString().AsSpan(), bytes);
        }
        else
        {
            new JsonSerializer(engine).Serialize(value, bytes);
        }

        if (bytes.WrittenCount > ScriptLimits.ResultBytes)
        {
            return Fault($"returned {bytes.WrittenCount} bytes, more than {ScriptLimits.ResultBytes / 1024 / 1024} MiB");
        }

        if (!value.IsString() && bytes.WrittenCount == 0)
        {
            return Fault("returned a function or a symbol, which JSON cannot hold");
        }

        return new Transformed { Body = bytes.WrittenMemory, Headers = WithType(headers, value.IsString() ? Text : Json), Method = method };
    }

    private static List<Header> WithType(List<Header> headers, string type) =>
        headers.Exists(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) ? headers : [new Header("Content-Type", type), .. headers];

    private static string? HeadersOf(JsValue value, List<Header> headers)
    {
        if (value is not ObjectInstance given)
        {
            return value.IsUndefined() || value.IsNull() ? null : "the headers of a request() are an object: names and values";
        }

        foreach (var key in given.GetOwnPropertyKeys())
        {
            var header = new Header(key.ToString(), given.Get(key).ToString());
            if (HeaderFaults.Of(header) is { } fault)
            {
                return fault;
            }

            headers.Add(header);
        }

        return headers.Count > ScriptLimits.Headers ? $"returned more than {ScriptLimits.Headers} headers" : null;
    }

    private Transformed Fault(string fault) => new() { Fault = ScriptFaults.Result(name, fault) };
}
