using System.Buffers.Binary;
using Breakwater.Model;

namespace Breakwater.PostgreSql.Rows;

/// <summary>Ids as the database sorts them: 16 bytes, the half that leads with time first.</summary>
internal static class Keys
{
    public static Guid ToKey(this SortableId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id.High);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], id.Low);
        return new Guid(bytes, bigEndian: true);
    }

    public static SortableId ToId(this Guid key)
    {
        Span<byte> bytes = stackalloc byte[16];
        key.TryWriteBytes(bytes, bigEndian: true, out _);
        return new SortableId(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]));
    }
}
