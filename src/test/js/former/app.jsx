import { createRoot } from 'react-dom/client';
import { create } from 'zustand';
import { ConnectionStatus, useWebSocket, useWebSocketStatus, WebSocketProvider } from '@/lib/websocket';
import { useAuthStore, useTaskStore } from './stores.js';

/** An application of the former service; former.test.js builds it twice, and only the import above leads elsewhere. */
function Board() {
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

/** Another part of the page, which uses the hook alone, without a provider. */
function Alone() {
  const { isConnected } = useWebSocket();
  return <p id="hook">{String(isConnected)}</p>;
}

const { user, hook } = Object.fromEntries(new URLSearchParams(location.search));
const useShown = create(() => true);
window.show = (shown) => useShown.setState(shown, true);
window.signIn = (token) => useAuthStore.setState({ token });
window.signOut = () => useAuthStore.setState({ token: null });

function Page() {
  if (!useShown()) return null;
  if (hook) return <Alone />;
  return (
    <WebSocketProvider>
      <Board />
    </WebSocketProvider>
  );
}

const headers = { 'content-type': 'application/json' };
fetch('/dev/token', { method: 'POST', headers, body: JSON.stringify({ user }) })
  .then((response) => response.json())
  .then(({ token }) => useAuthStore.setState({ token }));
createRoot(document.getElementById('root')).render(<Page />);
