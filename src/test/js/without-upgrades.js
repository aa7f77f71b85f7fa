/**
 * Runs the suites that need a gateway once more, behind proxies that refuse every WebSocket: everything goes by server-sent
 * events. It takes the environment of the suites: TASKCAST_URL, and TASKCAST_SECOND_URL for a second gateway.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LossyLine } from './lossy-line.js';

const SUITES = ['gateway', 'lines', 'tabs-browser', 'react', 'former', 'recipes', 'worker'].map((name) => `${name}.test.js`);

const proxies = [];
const env = { ...process.env, TASKCAST_UPGRADES: 'refused' };
for (const name of ['TASKCAST_URL', 'TASKCAST_SECOND_URL']) {
  if (!env[name]) continue;
  const proxy = await new LossyLine(env[name], { refuses: true }).listen();
  proxies.push(proxy);
  env[name] = proxy.url;
}
const child = spawn(process.execPath, ['--test', ...process.argv.slice(2), ...SUITES], {
  cwd: new URL('.', import.meta.url),
  env,
  stdio: 'inherit',
});
const [code] = await once(child, 'exit');
proxies.forEach((proxy) => proxy.close());
process.exitCode = code ?? 1;
