using System.Net.Sockets;
using System.Security.Authentication;

namespace Breakwater.Delivering;

/// <summary>What a failed request means: how far it came, and what to tell an operator.</summary>
internal static class HttpFailure
{
    /// <summary>True for what networks and hostile peers cause; anything else is a bug and flies on.</summary>
    public static bool IsOfTheNetwork(Exception failure) =>
        failure is HttpRequestException or IOException or SocketException or OperationCanceledException;

    /// <summary>Of a request without a body: whether it may have been sent before it failed. Where that can't be known, it may.</summary>
    public static bool MayHaveBegun(Exception failure) => failure is not HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError,
    };

    public static TransportAnswer Explain(Exception failure, bool begun, CancellationToken cancellation)
    {
        if (Find<AddressRefusedException>(failure) is { } refused)
        {
            return new TransportAnswer { Stage = TransportStage.Refused, Error = refused.Message };
        }

        var stage = begun ? TransportStage.Sent : TransportStage.NotSent;
        if (failure is OperationCanceledException && cancellation.IsCancellationRequested)
        {
            return new TransportAnswer { Stage = stage, Error = begun ? "sent, and no answer came in time" : "no connection in time" };
        }

        return new TransportAnswer { Stage = stage, Error = begun ? AfterSending(failure) : BeforeSending(failure) };
    }

    private static string BeforeSending(Exception failure)
    {
        var kind = (failure as HttpRequestException)?.HttpRequestError;
        if (kind is HttpRequestError.SecureConnectionError || Find<AuthenticationException>(failure) is not null)
        {
            return $"TLS failed: {HeaderTextOf(TlsFailure.Words(failure))}";
        }

        return Find<SocketException>(failure)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.HostNotFound or SocketError.NoData => "the host name was not found",
            SocketError.TryAgain => "the name could not be resolved now",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => "the host could not be reached",
            SocketError.ConnectionReset or SocketError.ConnectionAborted => "the connection was reset before the request was sent",
            SocketError.TimedOut => "no connection in time",
            { } other => $"no connection: {other}",
            null when Find<TimeoutException>(failure) is not null || Find<OperationCanceledException>(failure) is not null => "no connection in time",
            null => $"no connection: {Innermost(failure)}",
        };
    }

    private static string AfterSending(Exception failure) => (failure as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.ConfigurationLimitExceeded => "sent, and the headers of the answer did not end within 32 KiB",
        HttpRequestError.InvalidResponse => "sent, and what came back is not HTTP",
        HttpRequestError.ResponseEnded => "sent, and the connection was closed before an answer came",
        _ => Find<SocketException>(failure)?.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted
            ? "sent, and the connection was reset before an answer came"
            : $"sent, and no answer came: {Innermost(failure)}",
    };

    private static string Innermost(Exception failure) => HeaderTextOf(failure.GetBaseException().Message);

    // A certificate's names come from the other side.
    private static string HeaderTextOf(string message) => new([.. message.Select(c => char.IsControl(c) ? ' ' : c).Take(400)]);

    private static T? Find<T>(Exception? failure)
        where T : Exception
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is T found)
            {
                return found;
            }
        }

        return null;
    }
}
