import { readFileSync } from 'node:fs';
import { client } from './tools.js';

const text = readFileSync(`${client}README.md`, 'utf8');

/** The README's blocks of code that name a file, by that name: the files that a new user copies. */
export const readme = Object.fromEntries(
  [...text.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(([, name, code]) => [name, code]),
);

/** The blocks without a file name, by language, in the order of the README. */
export const lines = (language) =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language).map(([, , code]) => code);
