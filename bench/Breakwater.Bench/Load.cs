using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Breakwater.Bench;

/// <summary>
/// The load: connections that each send a request, wait for its answer and send the next. One thread, sockets and a poll, because
/// what the generator burns is missing at the server: both share the machine. Every request is a new event: its id counts up in a header,
/// so that the body and its signature are made once.
/// </summary>
internal sealed class Load : IDisposable
{
    public const string Secret = "bench-secret";
    private const string IdHeader = "X-Event-Id: ";
    private const int IdDigits = 16;

    private readonly List<Connection> connections = [];
    private readonly List<Socket> ready = [];
    private readonly Dictionary<Socket, Connection> owners = [];
    private long nextId;

    public Load(Uri target, int count, int bodyBytes, long firstId)
    {
        nextId = firstId;
        var request = Request(target, bodyBytes);
        for (var i = 0; i < count; i++)
        {
            var connection = new Connection(target, request);
            connections.Add(connection);
            owners.Add(connection.Socket, connection);
        }
    }

    /// <summary>Sends until the time is over and every request under way is answered; on the caller's thread.</summary>
    public LoadResult Run(TimeSpan time)
    {
        var result = new LoadResult();
        var begin = Stopwatch.GetTimestamp();
        var end = begin + (long)(time.TotalSeconds * Stopwatch.Frequency);
        foreach (var connection in connections)
        {
            connection.Send(nextId++);
        }

        var underWay = connections.Count;
        while (underWay > 0)
        {
            ready.Clear();
            ready.AddRange(connections.Where(connection => connection.UnderWay).Select(connection => connection.Socket));
            Socket.Select(ready, null, null, 30_000_000);
            if (ready.Count == 0)
            {
                throw new InvalidOperationException("no answer within 30 seconds");
            }

            foreach (var socket in ready)
            {
                var connection = owners[socket];
                if (!connection.Receive())
                {
                    continue;
                }

                var now = Stopwatch.GetTimestamp();
                result.Add(connection.Status, now - connection.SentAt);
                if (now < end)
                {
                    connection.Send(nextId++);
                }
                else
                {
                    connection.UnderWay = false;
                    underWay--;
                }
            }
        }

        result.Elapsed = Stopwatch.GetElapsedTime(begin);
        return result;
    }

    public void Dispose() => connections.ForEach(connection => connection.Socket.Dispose());

    private static byte[] Request(Uri target, int bodyBytes)
    {
        const string start = """{"type":"bench.event","object":{"id":"obj_0042","revision":7},"padding":" """;
        var body = start.TrimEnd() + new string('x', Math.Max(0, bodyBytes - start.TrimEnd().Length - 2)) + "\"}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)));
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST {target.AbsolutePath} HTTP/1.1\r\nHost: {target.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + $"X-Signature: sha256={signature}\r\n{IdHeader}{new string('0', IdDigits)}\r\n\r\n{body}"));
    }

    private sealed class Connection
    {
        private readonly byte[] request;
        private readonly byte[] answer = new byte[8192];
        private readonly int idAt;
        private int received;

        public Connection(Uri target, byte[] request)
        {
            this.request = [.. request];
            idAt = request.AsSpan().IndexOf(Encoding.ASCII.GetBytes(IdHeader)) + IdHeader.Length;
            Socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Socket.Connect(target.Host, target.Port);
        }

        public Socket Socket { get; }

        public bool UnderWay { get; set; }

        public int Status { get; private set; }

        public long SentAt { get; private set; }

        public void Send(long id)
        {
            id.TryFormat(request.AsSpan(idAt, IdDigits), out _, "D16", CultureInfo.InvariantCulture);
            received = 0;
            UnderWay = true;
            SentAt = Stopwatch.GetTimestamp();
            for (var sent = 0; sent < request.Length;)
            {
                sent += Socket.Send(request.AsSpan(sent));
            }
        }

        /// <summary>Reads what is there; true when the answer is whole.</summary>
        public bool Receive()
        {
            var read = Socket.Receive(answer.AsSpan(received));
            if (read == 0)
            {
                throw new InvalidOperationException("the server closed the connection");
            }

            received += read;
            if (!HttpMessage.IsWhole(answer.AsSpan(0, received)))
            {
                return false;
            }

            Status = ((answer[9] - '0') * 100) + ((answer[10] - '0') * 10) + (answer[11] - '0');
            return true;
        }
    }
}
