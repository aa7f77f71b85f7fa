'use client';

import { ConnectionStatus, useWebSocketStatus } from '@/lib/websocket';
import { useTaskStore } from '@/stores';

/** A page of the former service's application: it does not know whose hook, provider and indicator these are. */
export function Board() {
  const { isConnected } = useWebSocketStatus();
  const tasks = useTaskStore((state) => state.tasks);
  return (
    <main>
      <ConnectionStatus />
      <input aria-label="Draft" />
      <p id="context">{String(isConnected)}</p>
      <ul>
        {tasks.map(({ id, title, status }) => (
          <li key={id}>
            {title} ({status})
          </li>
        ))}
      </ul>
    </main>
  );
}
