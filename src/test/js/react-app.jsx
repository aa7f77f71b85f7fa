import { StrictMode, useState } from 'react';
import {
  ConnectionStatus,
  TaskcastProvider,
  useTaskcast,
  useTaskEvents,
  useTaskReset,
  useTasks,
  useWebSocket,
} from '../../main/webapp/client/react.js';

/** An application as front-end teams write it; react.test.js renders it on a server and in a browser. */
export function App({ url, token, load, other }) {
  const [shown, setShown] = useState(true);
  return (
    <StrictMode>
      <button onClick={() => setShown(!shown)}>{shown ? 'Unmount' : 'Mount'}</button>
      {shown && (
        <TaskcastProvider url={url} token={token}>
          <ConnectionStatus />
          <Tasks load={load} />
          <List load={load} />
          <List load={load} />
          {other && <Legacy />}
        </TaskcastProvider>
      )}
    </StrictMode>
  );
}

/** Two of them share one list. */
function List({ load }) {
  const { tasks, isLoading, change } = useTasks({ load });
  const refused = () => change(tasks[0].id, { title: 'mine' }, () => new Promise((_, no) => (window.refuse = no))).catch(() => {});
  return (
    <section className="list" aria-busy={isLoading}>
      {tasks.map(({ title }) => title).join(', ')}
      <button onClick={refused}>Rename</button>
    </section>
  );
}

/** A part of the page that comes later. */
function Late({ load }) {
  const [snapshot, setSnapshot] = useState('none');
  useTaskReset(async ({ reason }) => setSnapshot(`${reason}: ${(await load()).length}`));
  return <p id="late">{snapshot}</p>;
}

function Tasks({ load }) {
  const [more, setMore] = useState(false);
  const { user, status } = useTaskcast();
  const [heard, setHeard] = useState([]);
  const [snapshot, setSnapshot] = useState('none');
  useTaskReset(async ({ reason }) => {
    setSnapshot(`${reason}: ${(await load()).length}`);
  });
  useTaskEvents(({ task }) => setHeard((before) => [...before, task.title]));
  return (
    <dl>
      <dd id="user">{user ?? 'nobody'}</dd>
      <dd id="state">{status.state}</dd>
      <dd id="snapshot">{snapshot}</dd>
      <dd id="heard">{heard.join(', ')}</dd>
      <dd>
        <button onClick={() => setMore(true)}>More</button>
        {more && <Late load={load} />}
      </dd>
    </dl>
  );
}

/** The hook of the former service, unchanged. */
function Legacy() {
  const { isConnected } = useWebSocket();
  return <p id="legacy">{isConnected ? 'on' : 'off'}</p>;
}
