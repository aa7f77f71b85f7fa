import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useAuthStore, useTaskStore } from '@/stores';

/** Hook, provider and indicator as the users of the former service have them today. */
export function useWebSocket() {
  const token = useAuthStore((state) => state.token);
  const [isConnected, setConnected] = useState(false);
  useEffect(() => {
    if (!token) return undefined;
    let socket: WebSocket;
    let [timer, ping, attempts, over] = [0, 0, 0, false];
    const open = () => {
      socket = new WebSocket(`${window.WS_URL}/ws?token=${token}`);
      socket.onopen = () => {
        attempts = 0;
        setConnected(true);
        ping = window.setInterval(() => socket.send(JSON.stringify({ type: 'ping' })), 30_000);
      };
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type !== 'task_update') return;
        const { event, task } = message;
        const { addTask, updateTask, removeTask } = useTaskStore.getState();
        if (event === 'task.created') addTask(task);
        if (event === 'task.updated') updateTask(task);
        if (event === 'task.deleted') removeTask(task.id);
        if (event === 'task.completed') updateTask({ ...task, status: 'completed' });
      };
      socket.onclose = () => {
        clearInterval(ping);
        setConnected(false);
        if (!over && attempts < 5) timer = window.setTimeout(open, 1000 * 2 ** attempts++);
      };
    };
    open();
    return () => {
      over = true;
      clearTimeout(timer);
      socket.close();
    };
  }, [token]);
  return { isConnected };
}

const Context = createContext({ isConnected: false });

export function WebSocketProvider({ children }: { children: ReactNode }) {
  const { isConnected } = useWebSocket();
  return <Context.Provider value={{ isConnected }}>{children}</Context.Provider>;
}

export const useWebSocketStatus = () => useContext(Context);

export function ConnectionStatus() {
  const { isConnected } = useWebSocketStatus();
  return <span style={{ color: isConnected ? 'green' : 'red' }}>● {isConnected ? 'Connected' : 'Disconnected'}</span>;
}
