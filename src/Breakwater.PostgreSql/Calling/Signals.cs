using System.Globalization;
using Breakwater.Model;
using Breakwater.Storage;
using Npgsql;

namespace Breakwater.PostgreSql.Calling;

/// <summary>
/// What nodes tell each other, over the server. Only what is rare is told: a notification makes commits wait for each other, so none is on
/// the way of an arrival.
/// </summary>
/// <param name="channel">The channel: the schema's name.</param>
/// <param name="source">A connection that is for nothing else.</param>
/// <param name="place">Where it is, for messages.</param>
internal sealed class Signals(string channel, NpgsqlDataSource source, string place) : IAsyncDisposable
{
    private const char Border = '|';

    public void AddTo(NpgsqlBatch batch, LeaseSignal signal) =>
        batch.Add("SELECT pg_notify($1, $2)").Text(channel).Text(Write(signal));

    public async Task ListenAsync(Action<LeaseSignal> heard, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            connection.Notification += (_, note) =>
            {
                if (Read(note.Payload) is { } signal)
                {
                    heard(signal);
                }
            };
            await using (var command = connection.Query($"LISTEN {channel}"))
            {
                await command.ExecuteNonQueryAsync(cancellation);
            }

            while (true)
            {
                await connection.WaitAsync(cancellation);
            }
        }
        catch (Exception failure) when (Failure.IsUnavailable(failure))
        {
            throw new StoreUnavailableException(Failure.Explain(failure, place), failure);
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static string Write(LeaseSignal signal) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)signal.Kind}{Border}{signal.Delivery}{Border}{signal.Destination}");

    /// <summary>What another version says and this one does not know is left alone.</summary>
    private static LeaseSignal? Read(string payload)
    {
        var parts = payload.Split(Border, 3);
        return parts.Length == 3 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var kind) && Enum.IsDefined((LeaseSignalKind)kind)
            ? new LeaseSignal(
                (LeaseSignalKind)kind,
                parts[2].Length > 0 ? parts[2] : null,
                DeliveryId.TryParse(parts[1], out var delivery) ? delivery : null)
            : null;
    }
}
