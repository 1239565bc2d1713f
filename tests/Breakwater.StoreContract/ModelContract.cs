using Breakwater.Simulation.InMemory;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>Random operations, in an order that a seed decides, against the model: both must answer the same and hold the same.</summary>
public abstract class ModelContract : StoreCase
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Random_operations_leave_what_the_model_has(int seed)
    {
        await using var model = new InMemoryStore();
        var steps = new RandomSteps(seed);
        for (var step = 0; step < 250; step++)
        {
            var operation = steps.Next();
            var expected = await operation.Run(model, Cancellation);
            var actual = await operation.Run(Store, Cancellation);
            Assert.True(expected == actual, $"seed {seed}, step {step}, {operation.Name}:\nmodel\n{expected}\nstore\n{actual}");
            if (step % 60 == 59)
            {
                await RestartAsync(step);
                await CompareAsync(model, seed, step);
            }
        }
    }

    private Task RestartAsync(int step) => step % 120 == 59 ? CrashAsync() : ReopenAsync();

    private async Task CompareAsync(IStore model, int seed, int step)
    {
        var expected = await Whole.OfAsync(model, Cancellation);
        var actual = await Whole.OfAsync(Store, Cancellation);
        Assert.True(expected == actual, $"seed {seed}, after step {step}:\nmodel\n{expected}\nstore\n{actual}");
    }
}
