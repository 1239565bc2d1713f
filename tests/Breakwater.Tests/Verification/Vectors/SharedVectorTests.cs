using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Breakwater.Verification.Vectors;
using Xunit;

namespace Breakwater.Tests.Verification.Vectors;

public class SharedVectorTests
{
    private const int LeastFiles = 30;
    private const int LeastVectors = 195;

    [Fact]
    public void Every_file_beside_the_checkout_has_a_provider_and_every_vector_is_judged_as_it_says()
    {
        if (SharedData.Find("signatures/stripe.json") is not { } one)
        {
            return;
        }

        var (files, vectors) = (0, 0);
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(one)!, "*.json").Where(path => Path.GetFileName(path) != "handshakes.json"))
        {
            var file = VectorFile.Parse(File.ReadAllBytes(path));
            Assert.True(file.Supported, $"{Path.GetFileName(path)}: no provider {file.Provider}");
            Assert.NotEmpty(file.Vectors);
            Assert.All(file.Run(), result => Assert.False(result.Differs, $"{file.Provider} {result.Name}: {result.Valid}, {result.Reason}"));
            Assert.All(file.Vectors, vector => Assert.NotNull(vector.Valid));
            files++;
            vectors += file.Vectors.Count;
        }

        // None is skipped silently.
        Assert.True(files >= LeastFiles, $"{files} files");
        Assert.True(vectors >= LeastVectors, $"{vectors} vectors");
    }

    [Fact]
    public void Every_vector_beside_the_checkout_is_identified_as_it_expects()
    {
        if (SharedData.Find("signatures/stripe.json") is not { } one)
        {
            return;
        }

        var count = 0;
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(one)!, "*.json").Where(path => Path.GetFileName(path) != "handshakes.json"))
        {
            var file = VectorFile.Parse(File.ReadAllBytes(path));
            var reader = new IdentityReader(ProviderCatalog.Find(file.Provider)!.Identity);
            foreach (var vector in file.Vectors.Where(vector => vector.Expect.Count > 0))
            {
                var reading = reader.Read(vector.Request);
                Assert.Null(reading.Fault);
                Assert.All(
                    vector.Expect.Where(expected => expected.Key != "batch"),
                    expected => Assert.Equal($"{file.Provider} {expected.Key} {expected.Value}", $"{file.Provider} {expected.Key} {Value(reading, expected.Key)}"));
                count++;
            }
        }

        Assert.True(count >= 26, $"{count} vectors say what they expect");
    }

    private static string? Value(IdentityReading reading, string name) => name switch
    {
        "id" => reading.Id,
        "type" => reading.Type,
        "key" => reading.Key,
        "time" => reading.Time,
        "version" => reading.Version,
        _ => throw new ArgumentException(name),
    };
}
