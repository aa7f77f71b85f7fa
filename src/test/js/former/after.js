import { bindStores } from '../../../main/webapp/client/stores.js';
import { useAuthStore, useTaskStore } from './stores.js';

/** The same four names from our library, bound to the application's stores. */
export const { useWebSocket, WebSocketProvider, useWebSocketStatus, ConnectionStatus } = bindStores({
  url: `${window.WS_URL}/ws`,
  useToken: () => useAuthStore((state) => state.token),
  tasks: useTaskStore,
});
