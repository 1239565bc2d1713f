using System.Security.Cryptography;
using System.Text;
using Breakwater.Verification.CloudEvents;
using Breakwater.Verification.Json;

namespace Breakwater.Verification;

/// <summary>
/// Reads an <see cref="EventIdentity"/> from requests: compiled once a source, one pass over the body for all its pointers. Immutable
/// and safe for concurrent use; hostile input gives nothing or a fault, never an exception.
/// </summary>
public sealed class IdentityReader
{
    private readonly EventIdentity identity;
    private readonly PointerSet pointers;
    private readonly Dictionary<string, int> places;
    private readonly bool readsForms;

    /// <summary>Compiles an identity.</summary>
    /// <exception cref="FormatException">One of its pointers is no JSON Pointer.</exception>
    public IdentityReader(EventIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        this.identity = identity;
        IReadOnlyList<Selector>[] all = [identity.Id, identity.Type, identity.Key, identity.Version, identity.Time];
        var parts = all.SelectMany(selectors => selectors).SelectMany(selector => selector.Parts).ToArray();
        readsForms = Array.Exists(parts, part => part.Kind == SelectorKind.Form);
        pointers = new PointerSet(parts
            .Where(part => part.Kind is SelectorKind.Pointer or SelectorKind.Absent)
            .Select(part => part.Value)
            .Distinct());
        places = pointers.Pointers.Select((pointer, place) => (pointer, place)).ToDictionary(pair => pair.pointer, pair => pair.place);
    }

    /// <summary>Reads a request.</summary>
    public IdentityReading Read(SignedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var pass = new Pass(this, request);
        var id = pass.First(identity.Id);
        if (id is null && !identity.IdRequired && !identity.EachArrival)
        {
            id = pass.BodyHash();
        }

        return new IdentityReading(
            id,
            pass.First(identity.Type),
            pass.First(identity.Key),
            pass.First(identity.Version),
            pass.First(identity.Time),
            pass.Fault);
    }

    /// <summary>One request being read; the body is opened when the first pointer is asked for.</summary>
    private ref struct Pass(IdentityReader reader, SignedRequest request)
    {
        private PointerValue[]? values;
        private string? unreadable;
        private string? hash;
        private CloudEventAttributes? cloudEvent;

        public string? Fault { get; private set; }

        /// <summary>The first alternative whose parts are all there and not blank.</summary>
        public string? First(IReadOnlyList<Selector> alternatives)
        {
            foreach (var selector in alternatives)
            {
                if (Text(selector) is { } text)
                {
                    return text;
                }
            }

            return null;
        }

        public string BodyHash() => hash ??= Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));

        private string? Text(Selector selector)
        {
            var text = "";
            foreach (var part in selector.Parts)
            {
                var found = Text(part);
                if (found is null || (part.Kind is not (SelectorKind.Literal or SelectorKind.Absent) && string.IsNullOrWhiteSpace(found)))
                {
                    return null;
                }

                text = text.Length == 0 ? found : text + found;
            }

            return text.Length == 0 ? null : text;
        }

        private string? Text(SelectorPart part) => part.Kind switch
        {
            SelectorKind.Literal => part.Value,
            SelectorKind.Header => RequestParts.Header(request, part.Value),
            SelectorKind.Query => RequestParts.Query(request, part.Value),
            SelectorKind.Pointer => Pointed(part.Value),
            SelectorKind.BodyHash => BodyHash(),
            SelectorKind.Form => FormBody.IsForm(request) ? FormBody.Field(request, part.Value) : null,
            SelectorKind.CloudEvent => Attribute(part.Value),
            SelectorKind.Absent => IsAbsent(part.Value) ? "" : null,
            SelectorKind.HeaderHash => RequestParts.Header(request, part.Value) is { Length: > 0 } text
                ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
                : null,
            _ => null,
        };

        private string? Attribute(string name)
        {
            cloudEvent ??= new CloudEventAttributes(request);
            Fault ??= cloudEvent.Fault;
            return name == "id" && cloudEvent.IsBatch ? BodyHash() : cloudEvent.Get(name);
        }

        private bool IsAbsent(string pointer) => Opened(pointer) && values![reader.places[pointer]].Kind == PointerKind.Absent;

        private string? Pointed(string pointer) => Opened(pointer) ? values![reader.places[pointer]].Text : null;

        private bool Opened(string pointer)
        {
            if (reader.readsForms && FormBody.IsForm(request))
            {
                return false;
            }

            if (values is null)
            {
                values = new PointerValue[reader.pointers.Pointers.Count];
                unreadable = reader.pointers.Read(request.Body.Span, values);
            }

            if (unreadable is not null)
            {
                Fault ??= $"{(pointer.Length == 0 ? "the body" : pointer)} could not be read: {unreadable}";
                return false;
            }

            return true;
        }
    }
}
