namespace Breakwater.Cli.Moving;

/// <summary>States and outcomes as the API writes them: one small word.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <exception cref="BadLineException">It is not one of these words.</exception>
    public static T Read<T>(string word, string field)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == word)
            {
                return value;
            }
        }

        throw new BadLineException($"{field} is none of {string.Join(", ", Enum.GetValues<T>().Select(Of))}");
    }
}

/// <summary>A line that can't be taken over: the words say what is wrong with it.</summary>
internal sealed class BadLineException(string words) : Exception(words);
