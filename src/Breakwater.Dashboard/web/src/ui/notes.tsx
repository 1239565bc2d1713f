// Short messages that go by themselves; a screen reader hears them.
import { signal } from '@preact/signals';

interface Note { id: number; text: string; tone: 'good' | 'bad' }

const notes = signal<Note[]>([]);
let last = 0;

export function say(text: string, tone: Note['tone'] = 'good'): void {
  const id = ++last;
  notes.value = [...notes.value.slice(-3), { id, text, tone }];
  setTimeout(() => { notes.value = notes.value.filter(note => note.id !== id); }, tone === 'bad' ? 12_000 : 5_000);
}

/** Does something, and says how it went. */
export async function act(done: string, run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    say(done);
    return true;
  } catch (fault) {
    say((fault as Error).message, 'bad');
    return false;
  }
}

export function Notes() {
  return (
    <div class="notes" role="status" aria-live="polite">
      {notes.value.map(note => <p key={note.id} class={note.tone}>{note.text}</p>)}
    </div>
  );
}
