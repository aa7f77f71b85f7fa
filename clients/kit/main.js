#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { play } from './play.js';

/** @type {import('./play.js').Script} */
const script = JSON.parse(readFileSync(new URL('scenarios.json', import.meta.url), 'utf8'));

const USAGE = `npx ./clients/kit [--only NAME,…] [--parallel N] -- COMMAND …   judges the client that COMMAND starts
npx ./clients/kit --list                                        names the scenarios`;

/** @param {string[]} words before and after `--` */
function parsed(words) {
  const at = words.indexOf('--');
  const own = at < 0 ? words : words.slice(0, at);
  const value = (/** @type {string} */ name) => (own.includes(name) ? own[own.indexOf(name) + 1] : undefined);
  return {
    command: at < 0 ? [] : words.slice(at + 1),
    only: value('--only')?.split(','),
    parallel: Number(value('--parallel') ?? 8),
    list: own.includes('--list'),
  };
}

const { command, only, parallel, list } = parsed(process.argv.slice(2));
const scenarios = script.scenarios.filter(({ name }) => !only || only.includes(name));
if (list) {
  for (const { name, clauses, says } of scenarios) console.log(`${name.padEnd(28)} ${clauses.join(' ').padEnd(20)} ${says}`);
} else if (!command.length || !scenarios.length || !(parallel >= 1)) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const waiting = [...scenarios];
  let failed = 0;
  const player = async () => {
    for (let scenario = waiting.shift(); scenario; scenario = waiting.shift()) {
      const wrong = await play(script, scenario, command);
      if (wrong) failed++;
      console.log(wrong ? `FAILED ${scenario.name}: ${wrong}` : `ok     ${scenario.name}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, player));
  console.log(`${scenarios.length - failed} of ${scenarios.length} scenarios passed`);
  process.exitCode = failed ? 1 : 0;
}
