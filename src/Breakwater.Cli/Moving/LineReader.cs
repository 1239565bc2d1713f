namespace Breakwater.Cli.Moving;

/// <summary>Cuts a stream of bytes into lines, one at a time, with a bound: memory is that of the longest line.</summary>
internal sealed class LineReader(Stream input, int maxBytes = ExportFormat.MaxLineBytes)
{
    private byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    /// <summary>Bytes that have been handed out, line ends included.</summary>
    public long Position { get; private set; }

    /// <summary>False when the last line had no line end: the file was cut off in it.</summary>
    public bool Ended { get; private set; } = true;

    /// <summary>The next line without its end, valid until the next call; null at the end.</summary>
    /// <exception cref="BadLineException">It is longer than any line of an export.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        var searched = start;
        while (true)
        {
            var found = buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return Take(searched + found, lineEnd: 1);
            }

            searched = end;
            if (end - start > maxBytes)
            {
                throw new BadLineException(FormattableString.Invariant($"it is longer than {maxBytes} bytes: this is no export"));
            }

            MakeRoom(ref searched);
            var read = await input.ReadAsync(buffer.AsMemory(end), cancellation);
            end += read;
            if (read == 0)
            {
                if (start == end)
                {
                    return null;
                }

                Ended = false;
                return Take(end, lineEnd: 0);
            }
        }
    }

    private ReadOnlyMemory<byte> Take(int to, int lineEnd)
    {
        var line = buffer.AsMemory(start, to - start);
        Position += line.Length + lineEnd;
        start = to + lineEnd;
        return line is { IsEmpty: false } && line.Span[^1] == (byte)'\r' ? line[..^1] : line;
    }

    private void MakeRoom(ref int searched)
    {
        if (end < buffer.Length)
        {
            return;
        }

        var target = start > 0 ? buffer : new byte[(int)Math.Min(buffer.Length * 2L, Array.MaxLength)];
        buffer.AsSpan(start, end - start).CopyTo(target);
        buffer = target;
        searched -= start;
        end -= start;
        start = 0;
    }
}
