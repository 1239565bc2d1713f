// A question before something that can't be taken back: what will happen, to how many, and its twin on the command line.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Twin } from './parts';

export function Ask({ title, children, command, remark, yes, danger, busy, onYes, onClose }: {
  title: string; children: ComponentChildren; command?: string; remark?: string; yes: string; danger?: boolean; busy?: boolean;
  onYes: () => void; onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    return () => dialog.current?.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="ask-title" onCancel={event => { event.preventDefault(); onClose(); }}>
      <h2 id="ask-title">{title}</h2>
      <div class="dialog-body">{children}</div>
      {command && <p class="with-twin"><span class="faint">On the command line{remark}</span> <Twin command={command} /></p>}
      <div class="dialog-buttons">
        <button type="button" onClick={onClose}>Close</button>
        <button type="button" class={danger ? 'danger' : 'primary'} disabled={busy} onClick={onYes}>{yes}</button>
      </div>
    </dialog>
  );
}
