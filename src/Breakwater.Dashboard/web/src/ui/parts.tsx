import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { away, exact } from '../format';
import { href } from '../route';
import { now } from './data';
import { say } from './notes';

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

const tones: Record<string, Tone> = {
  delivered: 'good', waiting: 'busy', dead: 'bad', stale: 'quiet', cancelled: 'quiet',
  success: 'good', retryable: 'warn', permanent: 'bad', ambiguous: 'warn',
  closed: 'good', open: 'bad', 'half-open': 'warn', off: 'quiet',
  applied: 'good', duplicate: 'quiet', early: 'busy', conflict: 'bad',
  'in sync': 'good', behind: 'warn', failed: 'bad',
  running: 'busy', done: 'good', ready: 'good', degraded: 'warn', 'not-ready': 'bad',
};

export function Badge({ word, tone, title }: { word: string; tone?: Tone; title?: string }) {
  return <span class={`badge ${tone ?? tones[word] ?? 'quiet'}`} title={title}>{word}</span>;
}

export function When({ at, bare }: { at: string | null | undefined; bare?: boolean }) {
  if (!at) return <span class="faint">–</span>;
  return <time dateTime={at} title={exact(at)}>{bare ? exact(at) : away(at, now.value)}</time>;
}

/** Words of the server, with the moments in them as times of the reader. */
export function Words({ text }: { text: string | null }) {
  const parts = (text ?? '').split(/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/);
  return <>{parts.map((part, index) => (index % 2 === 1 ? <b key={index}><When at={part} /></b> : part))}</>;
}

export function Id({ id, link }: { id: string; link?: string[] }) {
  const text = <code class="id" title={id}>{id}</code>;
  return link ? <a href={href(link)}>{text}</a> : text;
}

export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied.`);
  } catch {
    say('The browser does not let the page copy here: mark the text and copy it.', 'bad');
  }
}

/** The same on the command line. */
export function Twin({ command }: { command: string }) {
  return (
    <span class="twin">
      <code>{command}</code>
      <button type="button" class="plain" aria-label={`Copy: ${command}`} title="Copy" onClick={() => void copy(command, 'The command')}>
        <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true"><path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" /></svg>
      </button>
    </span>
  );
}

/** An empty page shows the one command that fills it. */
export function Empty({ children, command }: { children: ComponentChildren; command?: string }) {
  return <div class="empty"><p>{children}</p>{command && <Twin command={command} />}</div>;
}

export function Fault({ fault }: { fault: Error | undefined }) {
  return fault ? <p class="fault" role="alert">{fault.message}</p> : null;
}

export function Facts({ facts }: { facts: [string, ComponentChildren][] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value ?? <span class="faint">–</span>}</dd></div>)}
    </dl>
  );
}

export function Panel({ title, side, children, id }: { title: string; side?: ComponentChildren; children: ComponentChildren; id?: string }) {
  return (
    <section class="panel" aria-label={title} id={id}>
      <header><h2>{title}</h2>{side}</header>
      {children}
    </section>
  );
}

/** Text exactly as it came: never markup, however much it looks like it. */
export function Raw({ text, label }: { text: string; label: string }) {
  return text === '' ? <p class="faint">{label}: empty</p> : <pre class="raw" tabIndex={0} role="region" aria-label={label}>{text}</pre>;
}

export function Headers({ headers, label }: { headers: Record<string, string>; label: string }) {
  return <Raw label={label} text={Object.entries(headers).map(([name, value]) => `${name}: ${value}`).join('\n')} />;
}

export function Picker({ label, value, options, none, onPick }: {
  label: string; value: string; options: string[]; none: string; onPick: (value: string) => void;
}) {
  const all = value && !options.includes(value) ? [value, ...options] : options;
  return (
    <label class="field"><span>{label}</span>
      <select value={value} onChange={event => onPick(event.currentTarget.value)}>
        <option value="">{none}</option>
        {all.map(option => <option key={option} value={option}>{option}</option>)}
      </select>
    </label>
  );
}

/** Tells what was typed once the typing rests. */
export function Typed({ label, value, hint, width, onType }: {
  label: string; value: string; hint?: string; width?: number; onType: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setText(value), [value]);
  const typed = (next: string): void => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onType(next.trim()), 350);
  };
  return (
    <label class="field"><span>{label}</span>
      <input type="text" value={text} placeholder={hint} size={width ?? 16} spellcheck={false} autocomplete="off" onInput={event => typed(event.currentTarget.value)} />
    </label>
  );
}
