import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import '../../main/webapp/client/handshake.js'; // what is loaded when it is needed takes real time, the first time
import '../../main/webapp/client/media.js';
import { connect } from '../../main/webapp/client/taskcast.js';
import { bundle } from './bundle.js';
import { settled } from './fakes.js';
import { client, lacks, output, require } from './tools.js';

const exec = promisify(execFile);

/** The platforms on which the client runs, and what each requires of its sources. */
const source = (name) => readFileSync(`${client}${name}`, 'utf8');
const withHooks = ['react.js', 'react-connection.js', 'stores.js'];

test('aFileThatUsesHooksIsMarkedAsClientCodeForNextJs', () => {
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

const native = { skip: lacks({ packages: ['esbuild', '@babel/core', '@babel/plugin-transform-flow-strip-types'] }), timeout: 60_000 };

/** The `URL` of a React Native: its own source, without Flow's types and without the native part. */
async function urlOf(version) {
  const folder = output(`client-tests/react-native/${version}`);
  const { stdout } = await exec('npm', ['pack', `react-native@${version}`, '--prefer-offline', '--loglevel=error'], { cwd: folder });
  const files = ['URL.js', 'URLSearchParams.js'].map((name) => `package/Libraries/Blob/${name}`);
  await exec('tar', ['xzf', stdout.trim(), ...files], { cwd: folder });
  const plugins = [require.resolve('@babel/plugin-transform-flow-strip-types')];
  const plain = {
    name: 'plain',
    setup(build) {
      build.onResolve({ filter: /NativeBlobModule$/ }, () => ({ path: 'native', namespace: 'native' }));
      build.onLoad({ filter: /^native$/, namespace: 'native' }, () => ({ contents: 'export default null;' }));
      build.onLoad({ filter: /Blob.*\.js$/ }, async ({ path: filename }) => {
        const { code } = await require('@babel/core').transformFileAsync(filename, { plugins, configFile: false, babelrc: false });
        return { contents: code };
      });
    },
  };
  const code = await bundle({ entryPoints: [`${folder}package/Libraries/Blob/URL.js`], plugins: [plain] }, 'node');
  const module = { exports: {} };
  new Function('module', 'exports', code)(module, module.exports);
  return module.exports;
}

/** The address that `connect` opens if the platform has these objects. */
async function opened(platform, options) {
  const addresses = [];
  class Socket {
    constructor(address) {
      addresses.push(String(address));
    }
    close() {}
  }
  const own = { URL, URLSearchParams };
  Object.assign(globalThis, platform);
  try {
    const connection = connect({ ...options, token: 'secret', runtime: { WebSocket: Socket } });
    for (let i = 0; i < 50 && !addresses.length; i++) await settled();
    connection.close();
  } finally {
    Object.assign(globalThis, own);
  }
  return addresses[0];
}

for (const version of ['0.80.0', '0.88.1']) {
  test(`withTheUrlOfReactNativeTheAddressIsTheSameAsInABrowser (${version})`, native, async () => {
    const platform = await urlOf(version);
    assert.notEqual(platform.URL, URL);
    for (const url of ['https://gateway.test/ws', 'wss://gateway.test/ws', new URL('https://gateway.test/ws'), 'http://10.0.2.2:8005/ws']) {
      for (const auth of ['frame', 'subprotocol', 'query']) {
        const address = await opened(platform, { url, auth });
        assert.match(address, /^wss?:\/\/[\w.:]+\/ws(\?|$)/);
        assert.equal(address, await opened({}, { url, auth }));
      }
    }
  });
}

test('aMalformedAddressIsReportedImmediately', () => {
  for (const url of ['', 'gateway', '/ws']) assert.throws(() => connect({ url, token: '' }), TypeError, url);
});
