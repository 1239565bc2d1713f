using System.Buffers;

namespace Breakwater.Cli.Logging;

/// <summary>How a log line becomes bytes, without its line break.</summary>
internal interface ILogLineForm
{
    void Write(in LogLine line, IBufferWriter<byte> output);
}
