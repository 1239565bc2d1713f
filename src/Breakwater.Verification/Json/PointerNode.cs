namespace Breakwater.Verification.Json;

/// <summary>
/// A step of the tree that several pointers share. It is reached at most once in a document (the first of equal keys wins), so one bit
/// a node is all the state that a pass needs.
/// </summary>
internal sealed class PointerNode(string token, byte[] utf8, int number)
{
    /// <summary>The unescaped reference token.</summary>
    public string Token { get; } = token;

    /// <summary>The token as it stands in a document without escapes.</summary>
    public byte[] Utf8 { get; } = utf8;

    /// <summary>Its place in the tree.</summary>
    public int Number { get; } = number;

    /// <summary>The token as an index of an array; -1 when it is none.</summary>
    public int Index { get; } = ArrayIndex(token);

    /// <summary>Which pointers end here (the same pointer may be asked for twice).</summary>
    public List<int> Pointers { get; } = [];

    /// <summary>How many pointers end here or below.</summary>
    public int Count { get; set; }

    public List<PointerNode> Children { get; } = [];

    /// <summary>RFC 6901: digits without a leading zero.</summary>
    private static int ArrayIndex(string token)
    {
        const int MostDigits = 9;
        if (token.Length is 0 or > MostDigits || (token[0] == '0' && token.Length > 1))
        {
            return -1;
        }

        var index = 0;
        foreach (var digit in token)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return -1;
            }

            index = (index * 10) + (digit - '0');
        }

        return index;
    }
}
