using System.Security.Cryptography;
using Breakwater.Configuration;
using Breakwater.Storage;
using Xunit;

namespace Breakwater.StoreContract;

/// <summary>What a store promises of tokens: kept as they were given, one of a name, over a restart.</summary>
public abstract class TokenContract : StoreCase
{
    /// <summary>What was given is there after a crash, by name.</summary>
    [Fact]
    public async Task Tokens_are_kept_as_hashes_and_survive_a_crash()
    {
        var (ops, reader) = (Token("ops", Role.Admin), Token("a reader", Role.Read));
        Assert.True(await Store.Tokens.AddAsync(ops, Cancellation));
        Assert.True(await Store.Tokens.AddAsync(reader, Cancellation));

        await CrashAsync();
        var found = await Store.Tokens.ListAsync(Cancellation);
        Assert.Equal([("a reader", Role.Read), ("ops", Role.Admin)], found.Select(token => (token.Name, token.Role)));
        Assert.Equal(ops.Hash.ToArray(), found[1].Hash.ToArray());
        Assert.Equal((ops.CreatedAt, ops.CreatedBy), (found[1].CreatedAt, found[1].CreatedBy));
    }

    /// <summary>Another token under a known name would take its place unseen.</summary>
    [Fact]
    public async Task A_name_has_one_token_and_the_first_stays()
    {
        var first = Token("ops", Role.Read);
        Assert.True(await Store.Tokens.AddAsync(first, Cancellation));
        Assert.True(await Store.Tokens.AddAsync(first, Cancellation));
        Assert.False(await Store.Tokens.AddAsync(Token("ops", Role.Admin), Cancellation));
        Assert.Equal(Role.Read, Assert.Single(await Store.Tokens.ListAsync(Cancellation)).Role);
    }

    /// <summary>What was revoked is gone.</summary>
    [Fact]
    public async Task A_token_is_revoked_once()
    {
        await Store.Tokens.AddAsync(Token("ops", Role.Admin), Cancellation);
        Assert.True(await Store.Tokens.RemoveAsync("ops", Cancellation));
        Assert.False(await Store.Tokens.RemoveAsync("ops", Cancellation));

        await ReopenAsync();
        Assert.Empty(await Store.Tokens.ListAsync(Cancellation));
    }

    private StoredToken Token(string name, Role role) => new()
    {
        Name = name,
        Hash = SHA256.HashData(BitConverter.GetBytes(Samples.NextId().Low)),
        Role = role,
        CreatedAt = Samples.Now,
        CreatedBy = "(test)",
    };
}
