import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { here, installed, lacks, require } from './tools.js';

/** The words of the documents are those of a British dictionary, or of spelling.txt. */
const options = { skip: lacks({ packages: ['nspell', 'dictionary-en-gb'] }) };
const root = new URL('../../../', import.meta.url);
const own = readFileSync(`${here}spelling.txt`, 'utf8');

/** The paths of all documents under a folder. */
const documents = (folder = '') =>
  readdirSync(new URL(folder, root), { withFileTypes: true })
    .filter(({ name }) => !/^(\.|target$|node_modules$)/.test(name))
    .flatMap((entry) => {
      if (entry.isDirectory()) return documents(`${folder}${entry.name}/`);
      return entry.name.endsWith('.md') ? [`${folder}${entry.name}`] : [];
    });

/** The words of a document, without code, addresses and the names of links. */
const words = (text) =>
  text
    .replace(/^ *```.*?^ *```$/gms, ' ')
    .replace(/`+[^`]+`+|\]\([^)]*\)|https?:\S+|<[^>\n]*>|^\[[\w-]+\]: .*$/gm, ' ')
    .match(/\p{L}[\p{L}'’]+/gu)
    .map((word) => word.replace(/['’]s?$/, ''));

/** Abbreviations in capitals, and names such as kB and JavaScript, are not judged. */
const isName = (word) => /.\p{Lu}/u.test(word);

async function dictionary() {
  const { default: english } = await import(pathToFileURL(`${installed}node_modules/dictionary-en-gb/index.js`));
  return require('nspell')(english).personal(own);
}

test('documentsHaveNoMisspeltWord', options, async () => {
  const speller = await dictionary();
  const isRight = (word) => isName(word) || speller.correct(word) || speller.correct(word.toLowerCase());
  const paths = documents();
  const wrong = paths
    .map((path) => [path, words(readFileSync(new URL(path, root), 'utf8')).filter((word) => !isRight(word))])
    .filter(([, found]) => found.length)
    .map(([path, found]) => `${path}: ${[...new Set(found)].join(' ')}`);
  if (wrong.length) assert.fail(`Mend these words, or add them to src/test/js/spelling.txt:\n${wrong.join('\n')}`);
  assert.ok(paths.length > 30, `${paths}`);
  assert.deepEqual(['documents', 'recieve', 'Seperate', 'teh'].filter(isRight), ['documents']);
});
