using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.PostgreSql.Rows;

/// <summary>What stands in an index in place of a text that others choose: short, whatever they send.</summary>
internal static class Hashes
{
    private const int OnStack = 512;

    /// <summary>128 bits of SHA-256: two texts that share them are taken for one.</summary>
    public static Guid Of(string text) => Of("", text);

    /// <summary>128 bits of the SHA-256 of two texts, of which the second may be missing.</summary>
    public static Guid Of(string first, string? second)
    {
        var most = Encoding.UTF8.GetMaxByteCount(first.Length + (second?.Length ?? 0)) + sizeof(int);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        var used = sizeof(int) + Encoding.UTF8.GetBytes(first, bytes[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, second is null ? -1 : used);
        used += Encoding.UTF8.GetBytes(second ?? "", bytes[used..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..used], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>64 bits: for finding, where the text itself is compared as well.</summary>
    public static long Short(string text)
    {
        Span<byte> bytes = stackalloc byte[16];
        Of(text).TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }
}
