import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { client, installed } from './tools.js';

/** Empty projects in target/client-tests that install our package; other packages are installed one folder up. */
export const exec = promisify(execFile);

/** Compiles it; fails with the compiler's output. */
export const tsc = (folder) =>
  exec(process.execPath, [`${installed}node_modules/typescript/bin/tsc`, '--project', folder]).catch((error) =>
    assert.fail(error.stdout),
  );

/** The tarball that npm packs from a copy of the sources, in the folder of this name. */
export async function pack(name) {
  const made = `${installed}${name}/`;
  rmSync(made, { recursive: true, force: true });
  cpSync(client, made, { recursive: true });
  const { stdout } = await exec('npm', ['pack', '--json', '--loglevel=error'], { cwd: made });
  return `${made}${JSON.parse(stdout.slice(stdout.indexOf('[')))[0].filename}`;
}

/** A project with only the files of the tarball and of npm. */
export async function project(tarball, name, files) {
  const folder = `${installed}${name}/`;
  rmSync(folder, { recursive: true, force: true });
  for (const [file, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(folder + file), { recursive: true });
    writeFileSync(folder + file, text);
  }
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--omit=peer', '--loglevel=error', '--prefer-offline'];
  await exec('npm', ['install', ...flags, tarball], { cwd: folder });
  return folder;
}
