using System.Buffers;
using Breakwater.Model;
using Breakwater.PostgreSql.Calling;
using Breakwater.PostgreSql.Rows;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Writing;

/// <summary>The traces of many attempts, a column each.</summary>
internal sealed class AttemptColumns(int count)
{
    /// <summary>The columns of <c>attempts</c>, in the order of <see cref="Rows"/>.</summary>
    public const string Names = "delivery, number, started, duration, node, outcome, status, error, decision, request, response, body, sent";

    private readonly Guid[] deliveries = new Guid[count];
    private readonly int[] numbers = new int[count];
    private readonly long[] started = new long[count];
    private readonly long[] durations = new long[count];
    private readonly int[] nodes = new int[count];
    private readonly short[] outcomes = new short[count];
    private readonly int?[] statuses = new int?[count];
    private readonly string?[] errors = new string?[count];
    private readonly string?[] decisions = new string?[count];
    private readonly ReadOnlyMemory<byte>[] requests = new ReadOnlyMemory<byte>[count];
    private readonly ReadOnlyMemory<byte>[] responses = new ReadOnlyMemory<byte>[count];
    private readonly ReadOnlyMemory<byte>[] bodies = new ReadOnlyMemory<byte>[count];
    private readonly ReadOnlyMemory<byte>[] sent = new ReadOnlyMemory<byte>[count];
    private readonly ArrayBufferWriter<byte> scratch = new(1_024);
    private int used;

    /// <summary>The columns of a row source <c>a</c> of <see cref="Rows"/>.</summary>
    public const string Given =
        "a.delivery, a.number, a.started, a.duration, a.node, a.outcome, a.status, a.error, a.decision, a.request, a.response, a.body, a.sent";

    /// <summary>The columns of a row source whose arrays begin at a position.</summary>
    public static string Rows(int first) =>
        $"SELECT unnest(${first}::uuid[]) AS delivery, unnest(${first + 1}::integer[]) AS number, unnest(${first + 2}::bigint[]) AS started, "
        + $"unnest(${first + 3}::bigint[]) AS duration, unnest(${first + 4}::integer[]) AS node, unnest(${first + 5}::smallint[]) AS outcome, "
        + $"unnest(${first + 6}::integer[]) AS status, unnest(${first + 7}::text[]) AS error, unnest(${first + 8}::text[]) AS decision, "
        + $"unnest(${first + 9}::bytea[]) AS request, unnest(${first + 10}::bytea[]) AS response, unnest(${first + 11}::bytea[]) AS body, "
        + $"unnest(${first + 12}::bytea[]) AS sent";

    public void Add(Attempt attempt, int node)
    {
        var i = used++;
        deliveries[i] = attempt.DeliveryId.Value.ToKey();
        numbers[i] = attempt.Number;
        started[i] = attempt.StartedAt.UtcTicks;
        durations[i] = attempt.Duration.Ticks;
        nodes[i] = node;
        outcomes[i] = (short)attempt.Outcome;
        statuses[i] = attempt.Status;
        errors[i] = attempt.Error.ToColumn();
        decisions[i] = attempt.Decision.ToColumn();
        requests[i] = Packed(attempt.RequestHeaders);
        responses[i] = Packed(attempt.ResponseHeaders);
        bodies[i] = attempt.ResponseBody;
        sent[i] = attempt.RequestBody;
    }

    public NpgsqlParameterCollection AddTo(NpgsqlParameterCollection values) => values
        .Uuids(deliveries).Ints(numbers).Longs(started).Longs(durations).Ints(nodes).Smalls(outcomes).Ints(statuses)
        .Texts(errors).Texts(decisions).Blobs(requests).Blobs(responses).Blobs(bodies).Blobs(sent);

    private ReadOnlyMemory<byte> Packed(IReadOnlyList<Header> headers)
    {
        if (headers.Count == 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        TextList.Write(scratch, headers);
        return scratch.WrittenSpan.ToArray();
    }
}
