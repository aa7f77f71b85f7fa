import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { pack, project, tsc } from './project.js';
import { lines } from './readme.js';
import { lacks } from './tools.js';

/** The examples of the README and docs/recipes.md compile under strict, unchanged. */
const libraries = ['zustand', '@tanstack/query-core', '@reduxjs/toolkit', 'vue', 'svelte', 'partysocket', 'reconnecting-websocket'];
const lacking = lacks({ packages: ['typescript', 'react', '@types/react', ...libraries] });
const options = { skip: lacking, timeout: 60_000 };
let tarball;
before(async () => {
  if (!lacking) tarball = await pack('package-of-readme');
});

/** What an application in TypeScript has: its tasks, the routes of its backend, a typed store. */
const OWN = `
  import { create } from 'zustand';
  import { type Status } from '@taskcast/client';
  export interface Task { id: string; title: string }
  interface Tasks {
    byId: Map<string, Task>;
    put: (task: Task) => void;
    remove: (id: string) => void;
    replaceAll: (tasks: readonly Task[]) => void;
    apply: (event: string, task: Task) => void;
  }
  export const useTaskStore = create<Tasks>()((set) => ({
    byId: new Map(),
    put: (task) => set(({ byId }) => ({ byId: new Map(byId).set(task.id, task) })),
    remove: (id) => set(({ byId }) => ({ byId: new Map([...byId].filter(([other]) => other !== id)) })),
    replaceAll: (tasks) => set({ byId: new Map(tasks.map((task) => [task.id, task])) }),
    apply: () => {},
  }));
  declare global {
    type Task = { id: string; title: string };
    const tasks: Tasks;
    const board: string;
    function fetchToken(): Promise<string>;
    function loadTasks(board?: string): Promise<Task[]>;
    function patchTask(id: string, patch: Partial<Task>): Promise<Task>;
    function deleteTask(id: string): Promise<void>;
    function replaceAll(tasks: readonly Task[]): void;
    function apply(event: string, task: Task): void;
    function show(state: Status['state']): void;
  }`;
/** React Native's types. */
const NATIVE = `declare module 'react-native' {
    type Change = (state: 'active' | 'background' | 'inactive' | 'unknown' | 'extension') => void;
    const AppState: { addEventListener(event: 'change', listener: Change): { remove(): void } };
  }`;
const [TEN_LINES, TYPES] = lines('ts');
const strict = { strict: true, noEmit: true, module: 'esnext', moduleResolution: 'bundler', target: 'es2022', jsx: 'react-jsx' };
const documents = {
  'tsconfig.json': JSON.stringify({ compilerOptions: { ...strict, types: [], skipLibCheck: true } }),
  'own.ts': OWN,
  'register.ts': `export {};\n${TYPES}`,
};

test('theReadmeCompilesUnderStrictWithATypedStore', options, async () => {
  const [hook, ...others] = lines('tsx');
  assert.deepEqual([others, /zustand|tasks\.put/.test(TEN_LINES), TYPES.includes('Register')], [[], true, true]);
  const folder = await project(tarball, 'readme-project', {
    ...documents,
    'ten-lines.ts': TEN_LINES,
    'react-native.d.ts': NATIVE,
    'native.ts': `import { connect } from '@taskcast/client';\nconst connection = connect({ token: '' });\n${lines('js')[0]}`,
    'hook.tsx': `import { useTasks } from '@taskcast/client/react';\nexport function Own() {\n${hook}return { tasks, isLoading, error, rename, remove };\n}`,
  });
  await tsc(folder);
  writeFileSync(`${folder}ten-lines.ts`, TEN_LINES.replace('task.created', 'tsak.created'));
  await assert.rejects(tsc(folder), /tsak\.created/);
});

test('theRecipesCompileUnderStrict', options, async () => {
  const text = readFileSync(new URL('../../../docs/recipes.md', import.meta.url), 'utf8');
  const [[, , common], ...recipes] = [...text.matchAll(/^```ts ?([\w-]*)\n(.*?)^```$/gms)];
  const files = recipes.map(([, name, code]) => [
    `${name}.ts`,
    code.includes('connection.') ? `import { connection } from './common.js';\n${code}` : `export {};\n${code}`,
  ]);
  const own = { 'common.ts': common, 'register.ts': documents['register.ts'].replace(/^ +events:.*\n/m, '') };
  await tsc(await project(tarball, 'recipes-project', { ...documents, ...own, ...Object.fromEntries(files) }));
});
