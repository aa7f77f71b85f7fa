import { create } from 'zustand';

export interface Task {
  id: string;
  title: string;
  status: string;
}

interface TaskState {
  tasks: Task[];
  calls: string[];
  addTask: (task: Task) => void;
  updateTask: (task: Task) => void;
  removeTask: (id: string) => void;
}

/** The stores of the application, as it has them. */
export const useAuthStore = create<{ token: string | null }>()(() => ({ token: null }));

export const useTaskStore = create<TaskState>()((set) => ({
  tasks: [],
  calls: [],
  addTask: (task) => set(({ tasks, calls }) => ({ tasks: [...tasks, task], calls: [...calls, `add ${task.title}`] })),
  updateTask: (task) =>
    set(({ tasks, calls }) => ({
      tasks: tasks.map((other) => (other.id === task.id ? { ...other, ...task } : other)),
      calls: [...calls, `update ${task.title} ${task.status}`],
    })),
  removeTask: (id) =>
    set(({ tasks, calls }) => ({ tasks: tasks.filter((task) => task.id !== id), calls: [...calls, 'remove'] })),
}));
