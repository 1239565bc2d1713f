using Breakwater.Receiving;
using Microsoft.AspNetCore.Http;

namespace Breakwater.AspNetCore;

/// <summary>Every error that the web side words itself, in one page. What the engine refuses brings its own code and words.</summary>
internal static class Problems
{
    // At the door.

    public static Problem Of(Reception.Refused refusal) =>
        new(refusal.Status, refusal.Code, refusal.Reason) { Allow = refusal.Status == StatusCodes.Status405MethodNotAllowed ? "POST" : null };

    public static Problem Of(Reception.Unavailable unavailable) => Unavailable(unavailable.Reason, unavailable.RetryAfter);

    public static Reception.Refused SourceUnknown { get; } = new(404, "source-unknown", "there is no source of this name");

    public static Reception.Refused MethodNotAllowed { get; } = new(405, "method-not-allowed", "events come with POST, and this source has no handshake");

    public static Reception.Refused BodyTooLarge(int limit) => new(413, "body-too-large", $"the body is larger than the {limit} bytes that this source takes");

    public static Reception.Refused BodyTooSlow { get; } = new(408, "body-too-slow", "the body did not come whole in time");

    public static Reception.Refused BodyBroken(int status) => new(status, "body-broken", "the body is not valid HTTP, or ended before its announced length");

    public static Problem DoorBusy { get; } = Unavailable("too many large bodies are being read", TimeSpan.FromSeconds(1));

    // Anywhere.

    public static Problem Unavailable(string reason, TimeSpan wait) => new(503, "unavailable", reason) { RetryAfter = wait };

    public static Problem Internal { get; } = new(500, "internal", "something went wrong in Breakwater itself; the log of the server says what");

    public static Problem NotFound { get; } = new(404, "not-found", "there is nothing at this address");

    /// <summary>For an answer that the framework left without words.</summary>
    public static Problem Bare(int status) => status switch
    {
        404 => NotFound,
        405 => new(405, "method-not-allowed", "this address does not take this method; the header Allow lists those that it takes"),
        415 => new(415, "content-type-unknown", "this content type is not understood here"),
        _ => new(status, "refused", "the request was refused"),
    };

    // In the API.

    public static Problem Invalid(string detail) => new(400, "invalid-request", detail);

    public static Problem TooLarge(long limit) => new(413, "body-too-large", $"the request's body may have at most {limit} bytes");

    public static Problem ContentType(string expected) => new(415, "content-type-unknown", $"send the body as {expected}");

    public static Problem Absent(string what, string id) => new(404, "not-found", $"there is no {what} {id}");

    public static Problem Ambiguous(string what, string id) => new(409, "id-ambiguous", $"more than one {what} begins with {id}: give more of the id");

    public static Problem Conflict(string detail) => new(409, "not-possible", detail);

    public static Problem BodyNotShown { get; } = new(
        403, "body-not-shown", "the source redacts, and this body is not JSON, so that nothing can be blotted out of it: the role admin gets it whole");

    public static Problem KeyReused { get; } = new(422, "idempotency-key-reused", "this Idempotency-Key came before with another event: a key stands for one request");

    public static Problem DestinationUnknown { get; } = new(404, "destination-unknown", "there is no destination of this name");

    public static Problem PathRefused { get; } = new(400, "path-refused", "the path does not stay behind the destination's name: write it without dots between slashes");

    public static Problem StillRunning { get; } = new(409, "still-running", "the call of this Idempotency-Key is under way: Location says where its answer will be") { RetryAfter = TimeSpan.FromSeconds(2) };

    public static Problem CallCancelled { get; } = new(502, "call-cancelled", "the call was given up on request before the platform had answered with success");

    public static Problem CallFailed(int attempts, string? error) => new(
        502, "call-failed", $"the platform gave no answer in {attempts} attempts, and the call was given up; the last one: {error ?? "nothing is known of it"}");

    public static Problem AnswerCut(int kept, int status) => new(
        502, "answer-cut", $"the platform answered {status} with a body of which only the first {kept} bytes are kept, and half an answer is not passed on: raise the destination's maxAnswer; what is kept is shown by the call itself");

    public static Problem NoExporter { get; } = new(
        501, "no-exporter", "this application exports no metrics: give BreakwaterWebOptions.MapMetrics an exporter, or read the meter named Breakwater");

    public static Problem TooManyReaders { get; } = new(503, "too-many-readers", "too many programs are reading the stream") { RetryAfter = TimeSpan.FromSeconds(5) };

    // Who asks.

    public static Problem TokenMissing { get; } = new(401, "token-missing", "this call needs a token: Authorization: Bearer …") { Authenticate = "Bearer" };

    public static Problem TokenUnknown { get; } = new(401, "token-unknown", "the token is none of those in force") { Authenticate = "Bearer error=\"invalid_token\"" };

    public static Problem RoleTooLow(string name, string has, string needs) => new(403, "role-too-low", $"the token {name} has the role {has}; this call needs {needs}");

    public static Problem TokensNotConfigured { get; } = new(403, "tokens-not-configured", "there are no tokens, so the API answers on a loopback listener only");

    public static Problem TokensUnknown { get; } = Unavailable("the store can't be asked which tokens there are, and the configuration does not have this one", TimeSpan.FromSeconds(5));

    public static Problem NoTokens { get; } = Conflict("there are no tokens to begin a session with: whoever is on this machine needs none");

    public static Problem LockedOut(TimeSpan left) => new(
        429, "locked-out", "too many wrong tokens came from this address: nothing is answered to it for a while, not even to a right one")
    { RetryAfter = left };

    public static Problem SessionUnknown { get; } = new(401, "session-unknown", "the session is over, or was none: begin one with POST /v1/session") { Authenticate = "Bearer" };

    public static Problem SessionHeaderMissing { get; } = new(403, "session-header-missing", $"what changes something needs the header {Api.Sessions.Header} beside the cookie of a session");

    public static Problem OtherSite { get; } = new(403, "foreign-origin", "a page of another site sent this");

    public static Problem ForeignHost { get; } = new(403, "foreign-host", "without tokens the API answers only when it is addressed as localhost, 127.0.0.1 or [::1]");

    public static Problem ForeignOrigin { get; } = new(403, "foreign-origin", "without tokens the API takes nothing that another site's page sends");
}
