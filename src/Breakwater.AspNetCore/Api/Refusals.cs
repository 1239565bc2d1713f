using Breakwater.Model;
using Breakwater.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Breakwater.AspNetCore.Api;

/// <summary><c>/v1/rejections</c>: what was refused at the door, and why.</summary>
internal sealed class Refusals(Engine engine)
{
    public Results<Answer<PageView<RejectionView>>, Problem> List(RejectionQuery query, HttpRequest request)
    {
        var reading = new Reading();
        var page = reading.Page(Cursor.Rejections, query.Limit, query.After);
        if ((QueryNames.Fault(request, QueryNames.Rejections) ?? reading.Problem) is { } problem)
        {
            return problem;
        }

        var source = string.IsNullOrEmpty(query.Source) ? null : query.Source;
        var found = engine.Rejections.List(source, page.After?.High, page.Limit + 1);
        var items = found.Take(page.Limit).Select(View).ToList();
        var next = found.Count > page.Limit ? Cursor.Write(Cursor.Rejections, new SortableId(items[^1].Number, 0)) : null;
        return new Answer<PageView<RejectionView>>(new PageView<RejectionView> { Items = items, Next = next }, ApiJson.Default.PageViewRejectionView);
    }

    private static RejectionView View(Rejection rejection) => new()
    {
        Number = rejection.Number,
        At = rejection.At.UtcDateTime,
        Source = rejection.Source,
        Status = rejection.Status,
        Code = rejection.Code,
        Reason = rejection.Reason,
        RemoteAddress = rejection.RemoteAddress,
        BodyBytes = rejection.BodyBytes,
        HeaderNames = rejection.HeaderNames,
    };
}
