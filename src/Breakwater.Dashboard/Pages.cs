using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Breakwater.Dashboard;

/// <summary>Answers with the page and its files. Nothing here depends on who asks.</summary>
internal sealed class Pages
{
    /// <summary>Only what comes from the same place runs, and nothing frames it. What a payload says can't become a script.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; worker-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly PageFiles files;
    private readonly byte[] page;
    private readonly string pageTag;

    /// <param name="files">What was built.</param>
    /// <param name="api">Where the API is, seen from the page.</param>
    public Pages(PageFiles files, string api)
    {
        this.files = files;
        page = Encoding.UTF8.GetBytes(files.Index?.Replace("{api}", HtmlEncoder.Default.Encode(api), StringComparison.Ordinal) ?? Unbuilt.Page);
        pageTag = $"\"{Convert.ToHexStringLower(SHA256.HashData(page).AsSpan(0, 12))}\"";
    }

    /// <summary>The page. Its files are beside it, so its own address has to end with a slash.</summary>
    public Task ShowAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        Harden(response.Headers);
        response.Headers.CacheControl = "no-cache";
        var path = (request.PathBase + request.Path).Value ?? "";
        if (!path.EndsWith('/'))
        {
            response.StatusCode = StatusCodes.Status302Found;
            response.Headers.Location = $"{path[(path.LastIndexOf('/') + 1)..]}/";
            return Task.CompletedTask;
        }

        return NotModified(context, pageTag) ? Task.CompletedTask : WriteAsync(context, page, "text/html; charset=utf-8");
    }

    /// <summary>A file. Its name changes with its content, so whoever has it keeps it.</summary>
    public Task AssetAsync(HttpContext context)
    {
        var response = context.Response;
        Harden(response.Headers);
        if (context.GetRouteValue("file") is not string name || !files.Assets.TryGetValue(name, out var file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (NotModified(context, file.Tag))
        {
            return Task.CompletedTask;
        }

        if (Takes(context.Request, "br"))
        {
            response.Headers.ContentEncoding = "br";
            return WriteAsync(context, file.Brotli, file.ContentType);
        }

        if (Takes(context.Request, "gzip"))
        {
            response.Headers.ContentEncoding = "gzip";
            return WriteAsync(context, file.Gzip, file.ContentType);
        }

        return WriteAsync(context, Plain(file), file.ContentType);
    }

    private static void Harden(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static bool NotModified(HttpContext context, string tag)
    {
        context.Response.Headers.ETag = tag;
        if (!context.Request.Headers.IfNoneMatch.Any(known => known is not null && known.Contains(tag, StringComparison.Ordinal)))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private static bool Takes(HttpRequest request, string encoding) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var takes)
        && takes.Any(one => one.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);

    private static async Task WriteAsync(HttpContext context, byte[] content, string type)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    /// <summary>Browsers all take gzip; this is for a person with curl.</summary>
    private static byte[] Plain(PageFile file)
    {
        using var gzip = new GZipStream(new MemoryStream(file.Gzip), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
