using System.Threading.Channels;

namespace Breakwater.Bench.Limit;

/// <summary>Whatever waits when the last commit ends goes into the next one.</summary>
internal sealed class GroupCommit
{
    private const int GroupSize = 1024;
    private readonly Channel<Work> waiting = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly IGroupStore store;

    public GroupCommit(IGroupStore store)
    {
        this.store = store;
        new Thread(Run) { IsBackground = true }.Start();
    }

    public async Task<Work> RecordAsync(byte[] body)
    {
        var work = new Work(body);
        waiting.Writer.TryWrite(work);
        await work.Task;
        return work;
    }

    public Task SettleAsync(long id)
    {
        var work = new Work(null) { Id = id };
        waiting.Writer.TryWrite(work);
        return work.Task;
    }

    private void Run()
    {
        long last = 0;
        var group = new List<Work>();
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (group.Count < GroupSize && waiting.Reader.TryRead(out var work))
            {
                group.Add(work);
                work.Id = work.Body is null ? work.Id : ++last;
            }

            store.Commit(group);
            group.ForEach(work => work.SetResult());
            group.Clear();
        }
    }
}

/// <summary>Where groups are committed, each whole and flushed.</summary>
internal interface IGroupStore
{
    void Commit(List<Work> group);
}
