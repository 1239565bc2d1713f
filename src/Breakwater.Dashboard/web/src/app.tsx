import { useEffect, useRef, useState } from 'preact/hooks';
import type { FunctionComponent } from 'preact';
import { token, tokenWanted, useToken } from './api';
import { clock } from './format';
import { helpShown, pagesByKey } from './keys';
import { live } from './live/live';
import { href, pageName, place } from './route';
import { lookUp } from './search';
import { dark, turn } from './theme';
import { paused } from './ui/data';
import { Notes } from './ui/notes';
import { Configuration } from './pages/configuration';
import { DestinationPage } from './pages/destination';
import { Destinations } from './pages/destinations';
import { Entities } from './pages/entities';
import { EntityPage } from './pages/entity';
import { EventPage } from './pages/event';
import { Events } from './pages/events';
import { Nodes } from './pages/nodes';
import { Overview } from './pages/overview';
import { Problems } from './pages/problems';
import { Rejected } from './pages/rejected';
import { Replays } from './pages/replays';
import { Routes } from './pages/routes';

const groups: { title: string; pages: [string, string][] }[] = [
  { title: 'Now', pages: [['overview', 'Overview'], ['problems', 'Problems'], ['rejected', 'Rejected']] },
  { title: 'Journey', pages: [['events', 'Events'], ['destinations', 'Destinations'], ['entities', 'Entities'], ['routes', 'Routes']] },
  { title: 'Running', pages: [['replays', 'Replays'], ['nodes', 'Nodes'], ['configuration', 'Configuration']] },
];

function page(): FunctionComponent {
  const [name, first, second] = place.value.path;
  switch (name) {
    case 'events': return first ? EventPage : Events;
    case 'destinations': return first ? DestinationPage : Destinations;
    case 'problems': return Problems;
    case 'rejected': return Rejected;
    case 'entities': return first && second ? EntityPage : Entities;
    case 'routes': return Routes;
    case 'replays': return Replays;
    case 'nodes': return Nodes;
    case 'configuration': return Configuration;
    default: return Overview;
  }
}

function LiveMark() {
  const state = live.value;
  const words = paused.value ? 'paused'
    : state.kind === 'disconnected' ? `disconnected since ${clock(new Date(state.since).toISOString())}`
    : state.kind === 'unauthorized' ? 'no token' : state.kind;
  const tone = paused.value ? 'warn' : state.kind === 'live' ? 'good' : state.kind === 'connecting' ? 'quiet' : 'bad';
  return (
    <span class={`live ${tone}`} id="live" role="status" title={state.kind === 'disconnected' ? `${state.why}; trying again` : undefined}>
      <i aria-hidden="true" />{words}
    </span>
  );
}

function Search() {
  const [text, setText] = useState('');
  return (
    <form role="search" onSubmit={event => { event.preventDefault(); if (text.trim()) void lookUp(text.trim()); }}>
      <input id="search" type="search" aria-label="Search: an id, a key, a type, or a kind and key like order 42" spellcheck={false} autocomplete="off"
        placeholder="Search   /" value={text} onInput={event => setText(event.currentTarget.value)} />
    </form>
  );
}

function Navigation() {
  return (
    <nav aria-label="Pages">
      <a class="brand" href={href(['overview'])}>
        <svg viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
          <rect width="16" height="16" rx="3" class="mark" /><path d="M2 6q2-2 4 0t4 0 4 0M2 10q2-2 4 0t4 0 4 0" />
        </svg>
        Breakwater
      </a>
      {groups.map(group => (
        <div key={group.title}>
          <h2>{group.title}</h2>
          <ul>
            {group.pages.map(([name, title]) => (
              <li key={name}><a href={href([name])} aria-current={pageName.value === name ? 'page' : undefined}>{title}</a></li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function AskToken() {
  const [text, setText] = useState('');
  return (
    <main class="gate">
      <form onSubmit={event => { event.preventDefault(); useToken(text.trim()); setText(''); }}>
        <h1>Breakwater</h1>
        <p role="alert">{tokenWanted.value}</p>
        <label class="field"><span>Token</span>
          <input type="password" autocomplete="off" value={text} autofocus onInput={event => setText(event.currentTarget.value)} />
        </label>
        <button type="submit" class="primary" disabled={!text.trim()}>Open</button>
        <p class="faint">One of <code>admin.tokens</code> of the configuration; the role <code>read</code> sees, <code>operate</code> also acts. It stays in this tab and is gone when the tab is closed.</p>
      </form>
    </main>
  );
}

function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => { dialog.current?.showModal(); }, []);
  const close = (): void => { helpShown.value = false; };
  const keys: [string, string][] = [
    ['/', 'search'], ['j  k', 'next, previous line of a list'], ['Enter', 'open it'], ['p', 'pause, go on'], ['t', 'light, dark'], ['?', 'this'],
    ...Object.entries(pagesByKey).map(([key, name]): [string, string] => [`g ${key}`, name]),
  ];
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onCancel={close} onClose={close}>
      <h2 id="help-title">Keys</h2>
      <dl class="keys">{keys.map(([key, what]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
      <div class="dialog-buttons"><button type="button" class="primary" onClick={() => dialog.current?.close()}>Close</button></div>
    </dialog>
  );
}

export function App() {
  const content = useRef<HTMLElement>(null);
  const path = place.value.path.join('/');
  useEffect(() => {
    const title = place.peek().path.join(' · ') || 'overview';
    document.title = `${title} · Breakwater`;
    if (document.activeElement === document.body || document.activeElement?.closest('nav')) content.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [path]);
  if (tokenWanted.value) return <AskToken />;
  const Shown = page();
  return (
    <>
      <a class="skip" href="#content" onClick={event => { event.preventDefault(); content.current?.focus(); }}>To the content</a>
      <Navigation />
      <div class="right">
        <header class="top">
          <Search />
          <span class="grow" />
          <LiveMark />
          <button type="button" class="plain" aria-pressed={paused.value} onClick={() => { paused.value = !paused.value; }}>{paused.value ? 'Go on' : 'Pause'}</button>
          <button type="button" class="plain" onClick={turn} aria-label={dark.value ? 'Light colours' : 'Dark colours'} title="Light or dark (t)">{dark.value ? '☀' : '☾'}</button>
          <button type="button" class="plain" onClick={() => { helpShown.value = true; }} aria-label="Keys" title="Keys (?)">?</button>
          {token.value && <button type="button" class="plain" onClick={() => { useToken(''); location.reload(); }}>Forget token</button>}
        </header>
        <main id="content" ref={content} tabIndex={-1}><Shown key={path} /></main>
      </div>
      {helpShown.value && <Help />}
      <Notes />
    </>
  );
}
