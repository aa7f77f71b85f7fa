import { createRoot } from 'react-dom/client';
import { create } from 'zustand';
import { useWebSocket, WebSocketProvider } from '@/lib/websocket';
import { useAuthStore, useTaskStore } from '@/stores';
import { Board } from './board';

declare global {
  interface Window {
    WS_URL: string;
    calls: () => string[];
    show: (shown: boolean) => void;
    signIn: (token: string) => void;
    signOut: () => void;
  }
}

/**
 * An application of the former service; former.test.js builds it twice, and only `@/lib/websocket` leads elsewhere.
 *
 * This part of the page uses the hook alone, without a provider.
 */
function Alone() {
  const { isConnected } = useWebSocket();
  return <p id="hook">{String(isConnected)}</p>;
}

const { user, hook } = Object.fromEntries(new URLSearchParams(location.search));
const useShown = create(() => true);
window.calls = () => useTaskStore.getState().calls;
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
createRoot(document.getElementById('root')!).render(<Page />);
