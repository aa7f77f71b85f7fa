import { create } from 'zustand';

/** The stores of the application, as it has them. */
export const useAuthStore = create(() => ({ token: null }));

export const useTaskStore = create((set) => ({
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

window.calls = () => useTaskStore.getState().calls;
