using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Breakwater.Delivering;

/// <summary>Names exactly why TLS failed: an operator who reads it knows whom to call. Nothing was sent then, and nothing is sent without TLS instead.</summary>
internal static class TlsFailure
{
    /// <summary>The check of the server's certificate. Throws with the reason where there is one.</summary>
    public static bool Check(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, TimeProvider clock) => errors == SslPolicyErrors.None
        ? true
        : throw new CertificateRefusedException(certificate is X509Certificate2 shown
            ? string.Join("; ", Reasons(shown, chain, errors, clock.GetUtcNow()))
            : "the server showed no certificate");

    /// <summary>Why a handshake failed, in words.</summary>
    public static string Words(Exception failure)
    {
        var messages = "";
        for (var inner = failure; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case CertificateRefusedException refused:
                    return refused.Message;
                case SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted }:
                    return "the connection was reset during the handshake";
            }

            messages += inner.Message + '\n';
        }

        return messages.Contains("protocol version", StringComparison.OrdinalIgnoreCase) || messages.Contains("unsupported protocol", StringComparison.OrdinalIgnoreCase)
                ? "the server speaks no version of TLS that is safe (1.2 or 1.3)"
            : messages.Contains("wrong version number", StringComparison.OrdinalIgnoreCase) || messages.Contains("frame", StringComparison.OrdinalIgnoreCase)
                ? "what came back is not TLS"
            : messages.Contains("handshake failure", StringComparison.OrdinalIgnoreCase)
                ? "the server refused the handshake: no cipher that both know, or it wants a certificate of ours"
            : messages.Contains("EOF", StringComparison.Ordinal)
                ? "the connection was closed during the handshake"
            : failure.GetBaseException().Message;
    }

    private static IEnumerable<string> Reasons(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors, DateTimeOffset now)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            yield return $"the certificate is for another name ({certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)})";
        }

        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            yield return certificate.NotAfter < now.LocalDateTime ? $"the certificate expired on {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}"
                : certificate.NotBefore > now.LocalDateTime ? $"the certificate is not valid before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd}"
                : "a certificate that it rests on has expired";
        }

        if (status.HasFlag(X509ChainStatusFlags.Revoked))
        {
            yield return "the certificate is revoked";
        }

        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != 0)
        {
            yield return certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData)
                ? "the certificate is signed by itself, and not trusted here"
                : "the certificate's issuer is not trusted here";
        }

        var rest = status & ~(X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.Revoked | X509ChainStatusFlags.UntrustedRoot
            | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation);
        if (rest != X509ChainStatusFlags.NoError)
        {
            yield return $"the certificate is faulty ({rest})";
        }
    }
}

/// <summary>The server's certificate is none that may be trusted.</summary>
internal sealed class CertificateRefusedException(string message) : Exception(message);
