import { installed, require, waysOf } from './tools.js';

/** Bundles a script with the packages in target/client-tests. */
export async function bundle(input, platform = 'browser') {
  const { outputFiles } = await require('esbuild').build({
    ...input,
    bundle: true,
    write: false,
    platform,
    format: platform === 'node' ? 'cjs' : 'iife',
    jsx: 'automatic',
    nodePaths: [`${installed}node_modules`],
    define: { 'process.env.NODE_ENV': '"development"', ...input.define },
  });
  return outputFiles[0].text;
}

/** A page of the gateway that runs a script in an empty document; `ways` are its open connections to the gateway. */
export async function run(browser, url, script, before = '') {
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  const [errors, ways] = [[], waysOf(page)];
  page.on('pageerror', ({ message }) => errors.push(message));
  await page.goto(url);
  await page.evaluate(() => (document.body.innerHTML = '<div id="root"></div>'));
  await page.addScriptTag({ content: before + script });
  return { page, errors, ways };
}
