using System.Collections;
using Breakwater.Model;

namespace Breakwater.Receiving;

/// <summary>The header lines of an arrival as schemes read them, without copying them.</summary>
internal sealed class HeaderPairs(IReadOnlyList<Header> headers) : IReadOnlyList<KeyValuePair<string, string>>
{
    public int Count => headers.Count;

    public KeyValuePair<string, string> this[int index] => new(headers[index].Name, headers[index].Value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator()
    {
        for (var index = 0; index < headers.Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
