using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Sqlite.Rows;

/// <summary>What an event is found by when it comes again.</summary>
internal static class Identity
{
    private const int OnStack = 512;

    /// <summary>The first 64 bits of the SHA-256 of source and idempotency id. Two may collide: the whole id decides.</summary>
    public static long Hash(string source, string idempotencyId)
    {
        var most = Encoding.UTF8.GetMaxByteCount(source.Length + idempotencyId.Length) + sizeof(int);
        var rented = most > OnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[OnStack];
        var used = sizeof(int) + Encoding.UTF8.GetBytes(source, bytes[sizeof(int)..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, used);
        used += Encoding.UTF8.GetBytes(idempotencyId, bytes[used..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..used], hash);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
