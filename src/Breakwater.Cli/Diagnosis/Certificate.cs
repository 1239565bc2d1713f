using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Cli.Output;

namespace Breakwater.Cli.Diagnosis;

/// <summary>What a destination showed when TLS began, and whether requests will trust it.</summary>
/// <param name="Ends">Until when it is valid.</param>
/// <param name="Errors">What is wrong with it.</param>
/// <param name="Reasons">Why its chain is not trusted, in the system's words.</param>
internal sealed record Certificate(DateTimeOffset Ends, SslPolicyErrors Errors, string Reasons)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public static Certificate Of(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        using var certificate = shown is null ? null : X509CertificateLoader.LoadCertificate(shown.GetRawCertData());
        var ends = certificate is null ? DateTimeOffset.MaxValue : new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        return new Certificate(ends, errors, string.Join("; ", chain?.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')) ?? []));
    }

    /// <summary>Why no request would be sent; null where one would.</summary>
    public string? Fault(string host) => Errors switch
    {
        SslPolicyErrors.None => null,
        _ when Errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) => "it shows no certificate",
        _ when Errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => $"its certificate is not for {host}",
        _ => $"its certificate is not trusted: {Reasons}",
    };

    /// <summary>True when it ends within two weeks.</summary>
    public bool EndsSoon(DateTimeOffset now) => Ends - now < Soon;

    public string Words(DateTimeOffset now) => $"certificate until {Times.Moment(Ends)} ({Times.Distance(Ends, now)})";
}
