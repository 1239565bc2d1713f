using System.Collections.Frozen;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Interop;

namespace Breakwater.Transforms;

/// <summary>
/// What a script finds around it: the language, and <c>request()</c>. Whatever is not on the list is taken away, so that a newer interpreter
/// adds nothing by itself: no clock that runs, no chance, no waiting, no raw memory.
/// </summary>
internal sealed class Fence
{
    private static readonly FrozenSet<string> Language = new[]
    {
        "Infinity", "NaN", "undefined", "globalThis",
        "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape", "isFinite", "isNaN", "parseFloat", "parseInt",
        "AggregateError", "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError",
        "Array", "BigInt", "Boolean", "Date", "Function", "Iterator", "JSON", "Map", "Math", "Number", "Object", "Promise", "Proxy", "Reflect",
        "RegExp", "Set", "String", "Symbol", "WeakMap", "WeakSet",
    }.ToFrozenSet(StringComparer.Ordinal);

    // Operations that make much of little, between two looks at the bounds: these look first.
    private static readonly Prepared<Acornima.Ast.Script> Bounds = Engine.PrepareScript(
        """
        (() => {
          'use strict';
          const most = 16 * 1024 * 1024;
          const guard = (type, name, lengthOf) => {
            const own = type.prototype[name];
            Object.defineProperty(type.prototype, name, {
              value: { [name](...given) {
                if (lengthOf(this, given) > most) throw new RangeError('a text of more than 16 Mi characters');
                return Reflect.apply(own, this, given);
              } }[name], writable: true, configurable: true,
            });
          };
          const text = (value) => typeof value === 'string' ? value.length : 1;
          guard(String, 'repeat', (self, [count]) => text(self) * count);
          guard(String, 'padStart', (self, [length]) => length);
          guard(String, 'padEnd', (self, [length]) => length);
          guard(String, 'replace', (self, [, by]) => typeof by === 'string' ? text(self) * by.length / 16 : 0);
          guard(String, 'replaceAll', (self, [, by]) => typeof by === 'string' ? text(self) * by.length / 16 : 0);
          guard(Array, 'join', (self, [by]) => {
            let length = 0;
            for (let i = 0; i < self.length; i++) length += text(self[i]) + (by === undefined ? 1 : text(by));
            return length;
          });
          Math.random = () => { throw new Error('Math.random is not here: a transform gives the same for the same event'); };
        })();
        """,
        "fence");

    private readonly HashSet<JsValue> requests = new(ReferenceEqualityComparer.Instance);

    public Fence(Engine engine)
    {
        foreach (var name in engine.Global.GetOwnPropertyKeys())
        {
            if (name.IsString() && !Language.Contains(name.AsString()))
            {
                engine.Global.Delete(name);
            }
        }

        engine.Execute(Bounds);
        engine.SetValue("request", new ClrFunction(engine, "request", (_, given) => Request(engine, given)));
    }

    /// <summary>True for what <c>request()</c> made in this run: no other object is one, whatever it holds.</summary>
    public bool IsRequest(JsValue value) => requests.Contains(value);

    private JsObject Request(Engine engine, JsValue[] given)
    {
        var made = new JsObject(engine);
        if (given is [ObjectInstance parts, ..])
        {
            foreach (var key in parts.GetOwnPropertyKeys())
            {
                made.Set(key, parts.Get(key));
            }
        }

        requests.Add(made);
        return made;
    }
}
