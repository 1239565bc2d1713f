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

    /// <summary>Microseconds after which an answer is no longer waited for.</summary>
    private const int NoAnswer = 30_000_000;

    private readonly List<Connection> connections = [];
    private readonly List<Socket> ready = [];
    private readonly Dictionary<Socket, Connection> owners = [];
    private long nextId;

    public Load(Uri target, int count, int bodyBytes, long firstId)
        : this([target], count, bodyBytes, firstId)
    {
    }

    /// <summary>Several targets: connections go round them.</summary>
    public Load(IReadOnlyList<Uri> targets, int count, int bodyBytes, long firstId)
    {
        nextId = firstId;
        var requests = targets.Select(target => Request(target, bodyBytes)).ToList();
        for (var i = 0; i < count; i++)
        {
            var connection = new Connection(targets[i % targets.Count], requests[i % targets.Count]);
            connections.Add(connection);
            owners.Add(connection.Socket, connection);
        }
    }

    /// <summary>What stands in a body before the moment at which it was sent, in ticks of the stopwatch: 16 digits, zeros for none.</summary>
    public static ReadOnlySpan<byte> Moment => "\"sent\":\""u8;

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
            Socket.Select(ready, null, null, NoAnswer);
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

    /// <summary>
    /// Sends at a steady rate, as senders do who know nothing of each other, and waits for the last answer. What is late because all
    /// connections were busy counts from the moment at which it should have been sent, which its body carries.
    /// </summary>
    public LoadResult RunPaced(TimeSpan time, double perSecond)
    {
        var result = new LoadResult();
        var free = new Queue<Connection>(connections);
        var begin = Stopwatch.GetTimestamp();
        var all = (long)(time.TotalSeconds * perSecond);
        long Due(long number) => begin + (long)(number * Stopwatch.Frequency / perSecond);
        for (long sent = 0; sent < all || free.Count < connections.Count;)
        {
            while (sent < all && free.Count > 0 && Due(sent) <= Stopwatch.GetTimestamp())
            {
                free.Dequeue().Send(nextId++, Due(sent++));
            }

            ready.Clear();
            ready.AddRange(connections.Where(connection => connection.UnderWay).Select(connection => connection.Socket));
            // A poll knows no less than a millisecond, and none at all would be a loop that takes a processor from the server.
            var wait = sent < all && free.Count > 0 ? Math.Max(1_000, (Due(sent) - Stopwatch.GetTimestamp()) * 1_000_000 / Stopwatch.Frequency) : NoAnswer;
            if (ready.Count == 0)
            {
                Thread.Sleep(TimeSpan.FromMicroseconds(wait));
                continue;
            }

            Socket.Select(ready, null, null, TimeSpan.FromMicroseconds(wait));
            if (ready.Count == 0 && wait == NoAnswer)
            {
                throw new InvalidOperationException("no answer within 30 seconds");
            }

            foreach (var connection in ready.Select(socket => owners[socket]).Where(connection => connection.Receive()))
            {
                result.Add(connection.Status, Stopwatch.GetTimestamp() - connection.SentAt);
                connection.UnderWay = false;
                free.Enqueue(connection);
            }
        }

        result.Elapsed = Stopwatch.GetElapsedTime(begin);
        return result;
    }

    public void Dispose() => connections.ForEach(connection => connection.Socket.Dispose());

    private static byte[] Request(Uri target, int bodyBytes)
    {
        const string start = """{"type":"bench.event","object":{"id":"obj_0042","revision":7},"sent":"0000000000000000","padding":" """;
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
        private readonly int momentAt;
        private int received;

        public Connection(Uri target, byte[] request)
        {
            this.request = [.. request];
            idAt = request.AsSpan().IndexOf(Encoding.ASCII.GetBytes(IdHeader)) + IdHeader.Length;
            momentAt = request.AsSpan().IndexOf(Moment) + Moment.Length;
            Socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Socket.Connect(target.Host, target.Port);
        }

        public Socket Socket { get; }

        public bool UnderWay { get; set; }

        public int Status { get; private set; }

        public long SentAt { get; private set; }

        /// <summary>Sends a request, with the moment at which it should be sent where the body is to carry it: a signature would not fit it.</summary>
        public void Send(long id, long? moment = null)
        {
            moment?.TryFormat(request.AsSpan(momentAt, IdDigits), out _, "D16", CultureInfo.InvariantCulture);
            id.TryFormat(request.AsSpan(idAt, IdDigits), out _, "D16", CultureInfo.InvariantCulture);
            received = 0;
            UnderWay = true;
            SentAt = moment ?? Stopwatch.GetTimestamp();
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
