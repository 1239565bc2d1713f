using System.Buffers.Binary;

namespace Breakwater.Sqlite.Rows;

/// <summary>Identities in one blob: for each 8 bytes of hash and 8 of the event's number, little-endian.</summary>
internal static class IdentityPairs
{
    private const int Length = 2 * sizeof(long);

    /// <summary>Writes them into a buffer that grows as needed.</summary>
    public static ReadOnlySpan<byte> Write(List<(long Hash, long Event)> pairs, ref byte[] buffer)
    {
        if (buffer.Length < pairs.Count * Length)
        {
            buffer = new byte[pairs.Count * Length * 2];
        }

        for (var i = 0; i < pairs.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(i * Length), pairs[i].Hash);
            BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan((i * Length) + sizeof(long)), pairs[i].Event);
        }

        return buffer.AsSpan(0, pairs.Count * Length);
    }

    public static Reader Read(ReadOnlySpan<byte> bytes) => new(bytes);

    /// <summary>Goes through the pairs of a blob.</summary>
    public ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> rest = bytes;

        public (long Hash, long Event) Current { get; private set; }

        public readonly Reader GetEnumerator() => this;

        public bool MoveNext()
        {
            if (rest.Length < Length)
            {
                return false;
            }

            Current = (BinaryPrimitives.ReadInt64LittleEndian(rest), BinaryPrimitives.ReadInt64LittleEndian(rest[sizeof(long)..]));
            rest = rest[Length..];
            return true;
        }
    }
}
