import { useEffect, useRef, useState } from 'preact/hooks';
import { all, each, most, type Progress, type Verb } from '../dead';
import { count, counted } from '../format';
import type { DeliveryLine } from '../types';
import { Ask } from '../ui/ask';

/** First how many it would be, then how far it is, then what came of it. */
export function RetryAll({ title, verb = 'retry', find, chosen, command, remark, onClose }: {
  title: string; verb?: Verb; find: Record<string, string>; chosen?: DeliveryLine[]; command: string; remark?: string; onClose: () => void;
}) {
  const [items, setItems] = useState<DeliveryLine[] | undefined>(chosen);
  const [more, setMore] = useState(false);
  const [fault, setFault] = useState('');
  const [progress, setProgress] = useState<Progress>();
  const [running, setRunning] = useState(false);
  const abort = useRef(new AbortController());
  useEffect(() => {
    if (!chosen) {
      all({ ...find, state: 'dead' }, abort.current.signal).then(found => { setItems(found.items); setMore(found.more); }, problem => setFault((problem as Error).message));
    }

    return () => abort.current.abort();
  }, []);
  const run = async (): Promise<void> => {
    setRunning(true);
    setProgress(await each(verb, items!, abort.current.signal, setProgress));
    setRunning(false);
  };
  const ended = progress && !running;
  return (
    <Ask title={title} yes={ended ? 'Done' : items ? `${verb === 'retry' ? 'Retry' : 'Give up'} ${count(items.length)}` : 'Counting…'} danger={verb === 'cancel'} busy={!items || running || items.length === 0} command={command} remark={remark}
      onYes={() => (ended ? onClose() : void run())} onClose={onClose}>
      {fault && <p class="fault" role="alert">{fault}</p>}
      {items && !progress && <p id="preview">{counted(items.length, 'delivery', 'deliveries')} would be {verb === 'retry' ? 'tried again now, at the pace that the destination takes' : 'given up; their events and attempts are kept, and a replay can send them again'}{more ? `; only the newest ${count(most)} at a time from here` : ''}.</p>}
      {progress && (
        <div aria-live="polite">
          <progress max={progress.total} value={progress.done + progress.refused} aria-label="Progress" />
          <p>{count(progress.done)} of {count(progress.total)} {verb === 'retry' ? 'are on their way' : 'are given up'}{progress.refused > 0 && `; ${count(progress.refused)} were refused: ${progress.why}`}.</p>
        </div>
      )}
    </Ask>
  );
}
