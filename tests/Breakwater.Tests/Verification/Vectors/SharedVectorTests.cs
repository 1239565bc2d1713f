using Breakwater.Verification;
using Breakwater.Verification.Providers;
using Breakwater.Verification.Vectors;
using Xunit;

namespace Breakwater.Tests.Verification.Vectors;

public class SharedVectorTests
{
    public static TheoryData<string> Providers => [.. ProviderCatalog.All.Select(provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_vector_beside_the_checkout_is_judged_as_it_says(string provider)
    {
        if (SharedData.Find($"signatures/{provider}.json") is not { } path)
        {
            return;
        }

        var file = VectorFile.Parse(File.ReadAllBytes(path));
        Assert.NotEmpty(file.Vectors);
        Assert.All(file.Run(), result => Assert.False(result.Differs, $"{result.Name}: {result.Valid}, {result.Reason}"));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Every_vector_beside_the_checkout_is_identified_as_it_expects(string provider)
    {
        if (SharedData.Find($"signatures/{provider}.json") is not { } path)
        {
            return;
        }

        var reader = new IdentityReader(ProviderCatalog.Find(provider)!.Identity);
        foreach (var vector in VectorFile.Parse(File.ReadAllBytes(path)).Vectors.Where(vector => vector.Expect.Count > 0))
        {
            var reading = reader.Read(vector.Request);
            Assert.Null(reading.Fault);
            Assert.All(vector.Expect, expected => Assert.Equal(expected.Value, Value(reading, expected.Key)));
        }
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
