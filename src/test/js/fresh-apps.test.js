import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { exec, project } from './project.js';
import { readme } from './readme.js';
import { base, call, here, installed, lacks, launch, require, someone, waysOf } from './tools.js';

/**
 * Fresh applications, created from our README alone, as a new user would. The files are its blocks of code, the package
 * is the gateway's, and the rest comes from the tools' own templates. All are strict. Each shows a live task in a real
 * browser.
 */
const react = ['react', 'react-dom', '@types/react', '@types/react-dom', '@types/node', 'typescript'];
const lacking = (...packages) => lacks({ packages: [...react, ...packages], gateway: true, browser: true });
const inNext = { skip: lacking('next', 'zustand', 'babel-plugin-react-compiler'), timeout: 120_000 };
const inVite = {
  skip: lacking('vite', '@vitejs/plugin-react', '@rolldown/plugin-babel', '@babel/core', 'babel-plugin-react-compiler'),
  timeout: 60_000,
};
const { NODE_TEST_CONTEXT, NODE_ENV, ...inherited } = process.env;
const gateway = base?.replace(/\/$/, '');
let browser;
before(async () => {
  if (!inNext.skip || !inVite.skip) browser = await launch();
});
after(() => browser?.close());

/** The README's block, for this gateway and this user. */
const taken = (name, user) =>
  readme[name].replaceAll('http://localhost:8005', gateway).replace(/"ada"|=ada\b/g, (ada) => ada.replace('ada', user));

/** An application in its own folder, with the package of the gateway. */
const application = (name, files) => project(`${gateway}/client/taskcast.tgz`, name, files);

/** Runs a tool of the application; if it fails, fails with its output. */
const run = (folder, tool, ...given) =>
  exec(process.execPath, [`${installed}node_modules/${tool}`, ...given], { cwd: folder, env: environment }).catch((error) =>
    assert.fail(error.stdout + error.stderr),
  );
const environment = { ...inherited, NEXT_TELEMETRY_DISABLED: '1', NEXT_PUBLIC_WS_URL: gateway };

/** A page in a browser, its errors, and its connections to the gateway. */
async function look(address) {
  const page = await (await browser.newContext()).newPage();
  const complaints = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (said) => {
    const { url } = said.location();
    if (['error', 'warning'].includes(said.type()) && !url.endsWith('/favicon.ico')) complaints.push(`${said.text()} ${url}`);
  });
  const ways = waysOf(page);
  await page.goto(address);
  return { page, complaints, ways };
}

/** The board shows the earlier tasks, and new ones while it is open. */
async function isLive(address, user) {
  await call('POST', 'tasks', { user, title: 'was there before' });
  const { page, complaints, ways } = await look(address);
  await page.getByText('Connected', { exact: true }).waitFor();
  await page.getByRole('listitem').getByText('was there before').waitFor();
  await call('POST', 'tasks', { user, title: 'comes live' });
  await page.getByRole('listitem').getByText('comes live').waitFor();
  assert.equal(await page.getByRole('listitem').count(), 2);
  const ours = [...ways].filter((way) => new URL(way.url()).pathname === '/ws'); // Vite has a WebSocket of its own
  assert.equal(ours.length, 1);
  assert.deepEqual(complaints, []);
}

/** The files that create-next-app writes. */
const nextTemplate = {
  'app/layout.tsx': `
    import type { Metadata } from 'next';
    export const metadata: Metadata = { title: 'Board' };
    export default function RootLayout({ children }: Readonly<{ children: React.ReactNode }>) {
      return <html lang="en"><body>{children}</body></html>;
    }`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2017',
      lib: ['dom', 'dom.iterable', 'esnext'],
      allowJs: true,
      skipLibCheck: true,
      strict: true,
      noEmit: true,
      esModuleInterop: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      resolveJsonModule: true,
      isolatedModules: true,
      jsx: 'react-jsx',
      incremental: true,
      plugins: [{ name: 'next' }],
      paths: { '@/*': ['./*'] },
    },
    include: ['next-env.d.ts', '**/*.ts', '**/*.tsx', '.next/types/**/*.ts', '.next/dev/types/**/*.ts'],
    exclude: ['node_modules'],
  }),
  // Its packages are one folder up.
  'next.config.ts': `
    import type { NextConfig } from 'next';
    export default { reactCompiler: true, turbopack: { root: '${installed}' } } satisfies NextConfig;`,
};

/**
 * The application of the former service in Next.js: its pages and stores unchanged, and the one new file of the README.
 */
const former = {
  'lib/websocket.ts': readme['lib/websocket.ts'],
  'stores.ts': readFileSync(`${here}former/stores.ts`, 'utf8'),
  'former/board.tsx': readFileSync(`${here}former/board.tsx`, 'utf8'),
  'app/former/layout.tsx': `
    import { WebSocketProvider } from '@/lib/websocket';
    export default function Layout({ children }: Readonly<{ children: React.ReactNode }>) {
      return <WebSocketProvider>{children}</WebSocketProvider>;
    }`,
  'app/former/page.tsx': `
    import { Board } from '@/former/board';
    import { SignIn } from './sign-in';
    export default function Page() {
      return <><SignIn /><Board /></>;
    }`,
  'app/former/sign-in.tsx': `'use client';
    import { useAuthStore } from '@/stores';
    export function SignIn() {
      const signIn = async () => useAuthStore.setState(await (await fetch('/api/auth/token')).json());
      return <button onClick={signIn}>Sign in</button>;
    }`,
};

test('aFreshNextJsApplicationIsMadeFromTheReadmeAlone', inNext, async (t) => {
  const user = someone();
  const folder = await application('next-project', {
    ...nextTemplate,
    ...former,
    'app/board.tsx': readme['board.tsx'],
    'app/backend.ts': readme['backend.ts'],
    'app/page.tsx': readme['app/page.tsx'],
    'app/api/auth/token/route.ts': taken('app/api/auth/token/route.ts', user),
    'app/api/tasks/route.ts': taken('app/api/tasks/route.ts', user),
  });
  const next = 'next/dist/bin/next';
  const { stdout } = await run(folder, next, 'build');
  assert.match(stdout, /Finished TypeScript/);

  const given = [`${installed}node_modules/${next}`, 'start', '--hostname', 'localhost', '--port', '0'];
  const server = spawn(process.execPath, given, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => server.kill());
  let said = '';
  let address;
  for await (const data of server.stdout) {
    said += data;
    [address] = /http:\/\/localhost:[1-9]\d*/.exec(said) ?? [];
    if (address && said.includes('Ready')) break;
  }
  assert.ok(address, said);
  await isLive(address, user);

  await t.test('anApplicationOfTheFormerServiceChangesImportsOnly', async () => {
    const { page, complaints, ways } = await look(`${address}/former`);
    await page.getByText('Disconnected').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('#context', { hasText: 'true' }).waitFor();
    const { id } = await call('POST', 'tasks', { user, title: 'milk' });
    await page.getByText('milk (open)').waitFor();
    await call('POST', `tasks/${id}/complete`, { user });
    await page.getByText('milk (completed)').waitFor();
    await call('DELETE', `tasks/${id}?user=${user}`);
    await page.getByText('milk').waitFor({ state: 'detached' });
    assert.equal(ways.size, 1);
    assert.deepEqual(complaints, []);
  });
});

/** The files that create-vite writes, with React 19 in StrictMode. */
const viteTemplate = {
  'index.html': '<div id="root"></div><script type="module" src="/src/main.tsx"></script>',
  'src/main.tsx': `
    import { StrictMode } from 'react';
    import { createRoot } from 'react-dom/client';
    import App from './App.tsx';
    createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>);`,
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023', 'dom', 'dom.iterable'],
      module: 'esnext',
      types: ['vite/client', 'node'],
      skipLibCheck: true,
      moduleResolution: 'bundler',
      allowImportingTsExtensions: true,
      verbatimModuleSyntax: true,
      moduleDetection: 'force',
      noEmit: true,
      jsx: 'react-jsx',
      strict: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      erasableSyntaxOnly: true,
      noFallthroughCasesInSwitch: true,
    },
    include: ['src', 'vite.config.ts'],
  }),
};

test('aFreshViteApplicationIsMadeFromTheReadmeAloneUnderStrictModeAndTheReactCompiler', inVite, async (t) => {
  const user = someone();
  const folder = await application('fresh-vite-project', {
    ...viteTemplate,
    'src/board.tsx': readme['board.tsx'],
    'src/App.tsx': readme['src/App.tsx'],
    'src/backend.ts': readme['backend.ts'], // the file for a real backend compiles as well
    'vite.config.ts': taken('vite.config.ts', user),
  });
  await run(folder, 'typescript/bin/tsc');
  writeFileSync(`${folder}src/backend.ts`, taken('src/backend.ts', user));
  await run(folder, 'typescript/bin/tsc');

  const module = (path) => import(pathToFileURL(`${installed}node_modules/${path}`));
  const { createServer, build } = await module('vite/dist/node/index.js');
  const { reactCompilerPreset } = await module('@vitejs/plugin-react/dist/index.js');
  const { default: babel } = await module('@rolldown/plugin-babel/dist/index.mjs');
  const config = { root: folder, logLevel: 'error', plugins: [babel({ presets: [reactCompilerPreset()] })] };
  const server = await createServer({ ...config, server: { host: 'localhost', port: 0, fs: { allow: [installed] } } });
  t.after(() => server.close());
  await server.listen();
  await isLive(server.resolvedUrls.local[0], user);
  const compiled = await (await fetch(new URL('src/board.tsx', server.resolvedUrls.local[0]))).text();
  assert.match(compiled, /react\/compiler-runtime|react_compiler-runtime/);
  const { output } = await build({ ...config, build: { write: false } });
  assert.ok(output.some(({ isEntry }) => isEntry));
});

test('theRulesOfHooksAndOfTheReactCompilerHoldForTheReadme', { skip: lacks({ packages: ['eslint', 'eslint-plugin-react-hooks', 'esbuild'] }) }, async () => {
  const { Linter } = require('eslint');
  const hooks = require('eslint-plugin-react-hooks');
  const parserOptions = { ecmaFeatures: { jsx: true } };
  for (const name of ['board.tsx', 'lib/websocket.ts']) {
    const { code } = await require('esbuild').transform(readme[name], { loader: 'tsx', jsx: 'preserve' });
    const rules = { plugins: { 'react-hooks': hooks }, rules: hooks.configs.recommended.rules, languageOptions: { parserOptions } };
    assert.deepEqual(new Linter().verify(code, rules), [], name);
  }
});
