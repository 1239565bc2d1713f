// Figures and times in the reader's own words.
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const moment = new Intl.DateTimeFormat(undefined, {
  year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23',
} as Intl.DateTimeFormatOptions);

export const count = (value: number): string => whole.format(value);

export const counted = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;

export function share(part: number, all: number): string {
  if (all === 0) return '–';
  const percent = (100 * part) / all;
  return percent === 100 ? '100 %' : `${Math.min(99.9, percent).toFixed(1)} %`;
}

export function milliseconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (value < 10) return `${value.toFixed(1)} ms`;
  return value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  return value < 1024 * 1024 ? `${(value / 1024).toFixed(1)} KiB` : `${(value / 1024 / 1024).toFixed(1)} MiB`;
}

export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60 ? `${seconds % 60} s` : ''}`.trim();
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/** How long ago, or in how long. */
export function away(at: string, now: number): string {
  const distance = Date.parse(at) - now;
  if (Math.abs(distance) < 1000) return 'now';
  return distance < 0 ? `${span(-distance)} ago` : `in ${span(distance)}`;
}

export const exact = (at: string): string => moment.format(new Date(at));

export const clock = (at: string | number): string => new Date(at).toLocaleTimeString(undefined, { hourCycle: 'h23' });

/** Indented where it is JSON, else as it is. Numbers keep every digit: nothing is parsed and written again. */
export function pretty(text: string): string {
  try { JSON.parse(text); } catch { return text; }
  let out = '';
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      out += c;
      if (c === '\\') out += text[++i] ?? '';
      else if (c === '"') quoted = false;
    } else if (c === '"') {
      quoted = true;
      out += c;
    } else if (c === '{' || c === '[') {
      const close = /^\s*[}\]]/.exec(text.slice(i + 1));
      if (close) { out += c + close[0].trim(); i += close[0].length; } else out += c + '\n' + '  '.repeat(++depth);
    } else if (c === '}' || c === ']') {
      out += '\n' + '  '.repeat(--depth) + c;
    } else if (c === ',') {
      out += ',\n' + '  '.repeat(depth);
    } else if (c === ':') {
      out += ': ';
    } else if (!/\s/.test(c)) {
      out += c;
    }
  }

  return out;
}

/** A word for a POSIX shell. */
export const shell = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`);
