import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import '../../main/webapp/client/handshake.js'; // what is loaded when it is needed takes real time, the first time
import '../../main/webapp/client/media.js';
import { connect } from '../../main/webapp/client/taskcast.js';
import { settled } from './fakes.js';
import { client, lacks, require } from './tools.js';

/** Where people use the client: what each platform asks of its sources. */
const source = (name) => readFileSync(`${client}${name}`, 'utf8');
const withHooks = ['react.js', 'react-connection.js', 'stores.js'];

test('whatUsesHooksIsForTheClientOfNextJs', () => {
  const using = readdirSync(client).filter((name) => name.endsWith('.js') && /from 'react'/.test(source(name)));
  assert.deepEqual(using.sort(), [...withHooks].sort());
  for (const name of using) assert.match(source(name), /^'use client';/, name);
});

test('theReactCompilerCompilesEveryHookAndComponent', { skip: lacks({ packages: ['@babel/core', 'babel-plugin-react-compiler'] }) }, () => {
  const babel = require('@babel/core');
  for (const name of withHooks) {
    const events = [];
    const logger = { logEvent: (_, event) => events.push(event) };
    const plugin = [require.resolve('babel-plugin-react-compiler'), { panicThreshold: 'all_errors', logger }];
    babel.transformSync(source(name), { plugins: [plugin], configFile: false, babelrc: false, filename: `/app/${name}` });
    const failed = events.filter(({ kind }) => /Error|Skip/.test(kind));
    assert.deepEqual(failed, [], name);
  }
});

test('theRulesOfHooksAndOfTheReactCompilerHold', { skip: lacks({ packages: ['eslint', 'eslint-plugin-react-hooks'] }) }, async () => {
  const { ESLint } = require('eslint');
  const hooks = require('eslint-plugin-react-hooks');
  const eslint = new ESLint({
    cwd: client,
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*.js'], plugins: { 'react-hooks': hooks }, rules: hooks.configs.recommended.rules }],
  });
  const results = await eslint.lintFiles(withHooks);
  const messages = results.flatMap((result) => result.messages);
  assert.deepEqual(messages.map(({ ruleId, line, message }) => `${ruleId} ${line} ${message}`), []);
});

/** As React Native has it: only text goes in, and every address without a base ends with a slash. */
class NativeUrl {
  constructor(url, base) {
    if (typeof url !== 'string') throw new TypeError('url.endsWith is not a function');
    if (base) throw new TypeError(`Invalid base URL: ${base}`);
    this.href = url.endsWith('/') ? url : `${url}/`;
  }
  toString() {
    return this.href;
  }
}

for (const auth of ['frame', 'subprotocol', 'query']) {
  test(`withTheUrlOfReactNativeTheAddressIsTheOneThatWasGiven (${auth})`, async (t) => {
    const Own = globalThis.URL;
    t.after(() => (globalThis.URL = Own));
    const opened = [];
    class Socket {
      constructor(address) {
        opened.push(address);
      }
      close() {}
    }
    globalThis.URL = NativeUrl;
    const connection = connect({ url: 'https://gateway.test/ws', token: 'secret', auth, runtime: { WebSocket: Socket } });
    for (let i = 0; i < 20 && !opened.length; i++) await settled();
    connection.close();
    assert.match(opened[0], /^wss:\/\/gateway\.test\/ws(\?accept=batch.*)?$/);
  });
}

test('whatIsNoAddressIsSaidAtOnce', () => {
  for (const url of ['', 'gateway', '/ws']) assert.throws(() => connect({ url, token: '' }), TypeError, url);
});
