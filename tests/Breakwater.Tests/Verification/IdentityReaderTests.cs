using Breakwater.Verification;
using CsCheck;
using Xunit;

namespace Breakwater.Tests.Verification;

public class IdentityReaderTests
{
    private static readonly EventIdentity Generic = new()
    {
        Id = [One(SelectorKind.Header, "X-Id"), One(SelectorKind.Query, "id"), One(SelectorKind.Pointer, "/id")],
        Type = [new Selector([new(SelectorKind.Header, "X-Event"), new(SelectorKind.Literal, "."), new(SelectorKind.Pointer, "/action")])],
        Key = [One(SelectorKind.Pointer, "/order/id")],
        Version = [One(SelectorKind.Pointer, "/order/revision")],
        Time = [One(SelectorKind.Pointer, "/at")],
    };

    [Fact]
    public void Everything_is_read_where_the_identity_says()
    {
        var reading = Read("""{"action":"paid","order":{"id":98765432109876543210987,"revision":7},"at":"2026-01-01T00:00:00Z"}""", ("x-id", " 5 "), ("X-Event", "order"));
        Assert.Equal(new IdentityReading("5", "order.paid", "98765432109876543210987", "7", "2026-01-01T00:00:00Z", null), reading);
    }

    [Fact]
    public void The_first_alternative_that_is_whole_wins()
    {
        Assert.Equal("b", new IdentityReader(Generic).Read(Requests.Of("""{"id":"c"}""") with { Url = "/in/x?a=1&id=b" }).Id);
        Assert.Equal("c", Read("""{"id":"c"}""").Id);
        Assert.Equal("c", Read("""{"id":"c"}""", ("X-Id", "  ")).Id);
    }

    [Fact]
    public void A_doubled_header_or_parameter_is_not_there()
    {
        Assert.Equal("c", Read("""{"id":"c"}""", ("X-Id", "a"), ("x-id", "b")).Id);
        Assert.Equal("c", new IdentityReader(Generic).Read(Requests.Of("""{"id":"c"}""") with { Url = "/in/x?id=a&id=b" }).Id);
    }

    [Fact]
    public void Without_an_id_the_hash_of_the_body_stands_in_unless_one_is_required()
    {
        // printf '{}' | openssl dgst -sha256
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", Read("{}").Id);
        Assert.Null(new IdentityReader(Generic with { IdRequired = true }).Read(Requests.Of("{}")).Id);
    }

    [Fact]
    public void A_part_that_is_missing_makes_its_text_missing()
    {
        var reading = Read("""{"order":{"id":null,"revision":{}}}""", ("X-Event", "order"));
        Assert.Equal((null, null, null, null), (reading.Type, reading.Key, reading.Version, reading.Fault));
    }

    [Fact]
    public void A_body_that_is_not_json_is_a_fault_that_names_the_pointer()
    {
        var reading = Read("a=1", ("X-Id", "5"));
        Assert.Equal("5", reading.Id);
        Assert.Contains("/order/id could not be read: the body is not valid JSON", reading.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_nobody_has_to_read_may_be_anything() =>
        Assert.Null(new IdentityReader(new EventIdentity { Id = [One(SelectorKind.Header, "X-Id")] }).Read(Requests.Of("a=1")).Fault);

    [Fact]
    public void Random_requests_never_throw()
    {
        var reader = new IdentityReader(Generic);
        Gen.Select(Gen.Byte.Array[0, 100], Gen.String[Gen.Char, 0, 30], Gen.String[Gen.Char, 0, 30]).Sample((body, url, header) =>
            reader.Read(Requests.Of(body, ("X-Id", header)) with { Url = "/x?id=%" + url }));
    }

    private static IdentityReading Read(string body, params (string, string)[] headers) => new IdentityReader(Generic).Read(Requests.Of(body, headers));

    private static Selector One(SelectorKind kind, string value) => new([new SelectorPart(kind, value)]);
}
