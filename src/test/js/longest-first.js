/**
 * Runs every suite, three at a time, like `node --test --test-concurrency=3`. That command starts them by name, so the longest
 * suites would begin late. Here they begin first.
 *
 * @module
 */
import { readdirSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const LONGEST = ['bad-line-browser.test.js', 'conformance.test.js', 'fresh-apps.test.js', 'lines.test.js', 'page.test.js'];

const folder = new URL('.', import.meta.url).pathname;
const others = readdirSync(folder).filter((name) => name.endsWith('.test.js') && !LONGEST.includes(name));
run({ files: [...LONGEST, ...others.sort()].map((name) => folder + name), concurrency: 3 })
  .on('test:fail', () => (process.exitCode = 1))
  .compose(new spec())
  .pipe(process.stdout);
