// Shows the OpenAPI document of this gateway: every route with its examples and answers.
import { byId, el } from './dom.js';
import { notify } from './notices.js';

/** @typedef {{ description: string, content?: Record<string, { examples?: Record<string, { value: unknown }> }> }} Answer */

/** @type {any} the document */
let api = {};

/**
 * The object that `$ref` names, or the object itself.
 *
 * @param {any} node
 */
function resolved(node) {
  if (!node.$ref) return node;
  return node.$ref.slice(2).split('/').reduce((/** @type {any} */ at, /** @type {string} */ name) => at[name], api);
}

/**
 * The examples of a body, by media type.
 *
 * @param {string} of what it is a body
 * @param {Answer['content']} content
 */
function examples(of, content = {}) {
  const shown = Object.entries(content).flatMap(([type, body]) =>
    Object.entries(body.examples ?? {}).map(([name, { value }]) => {
      const text = `${type}: ${name}`;
      const code = el('pre', { tabIndex: 0, role: 'region', 'aria-label': `${of}, ${text}` }, el('code', {}, JSON.stringify(value, null, 2)));
      return el('figure', {}, el('figcaption', {}, text), code);
    }),
  );
  return shown.length ? [el('div', { className: 'examples' }, ...shown)] : [];
}

/**
 * A table with a head.
 *
 * @param {string} name
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(name, head, rows) {
  const line = (/** @type {Node[]} */ cells) => el('tr', {}, ...cells);
  const filled = el(
    'table',
    {},
    el('thead', {}, line(head.map((text) => el('th', { scope: 'col' }, text)))),
    el('tbody', {}, ...rows.map((row) => line(row.map((text) => el('td', {}, text))))),
  );
  return el('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': name }, filled);
}

/**
 * One route.
 *
 * @param {string} route
 * @param {any} operation
 */
function section(route, operation) {
  const id = operation.operationId;
  const parts = [el('h2', { id: `${id}-title` }, el('code', {}, route)), el('p', {}, operation.summary)];
  if (operation.description) parts.push(el('p', {}, operation.description));
  if (operation.parameters) {
    const rows = operation.parameters.map((/** @type {any} */ it) => [it.name, it.in, it.description ?? '']);
    parts.push(el('h3', {}, 'Parameters'), table(`Parameters of ${route}`, ['name', 'where', 'meaning'], rows));
  }
  if (operation.requestBody) parts.push(el('h3', {}, 'Send'), ...examples(`Sent to ${route}`, operation.requestBody.content));
  /** @type {[string, Answer][]} */
  const answers = Object.entries(operation.responses).map(([status, answer]) => [status, resolved(answer)]);
  const rows = answers.map(([status, { description }]) => [status, description]);
  parts.push(el('h3', {}, 'Answers'), table(`Answers of ${route}`, ['status', 'meaning'], rows));
  for (const [status, { content }] of answers) parts.push(...examples(`Answer ${status} of ${route}`, content));
  return el('section', { className: 'route', id, 'aria-labelledby': `${id}-title` }, ...parts);
}

async function start() {
  const answer = await fetch('../openapi');
  if (!answer.ok) throw new Error(`The gateway answered ${answer.status}.`);
  api = await answer.json();
  byId('title').textContent = api.info.title;
  byId('description').textContent = api.info.description;
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const route = `${method.toUpperCase()} ${path}`;
      byId('contents').append(el('a', { href: `#${operation.operationId}` }, route));
      byId('routes').append(section(route, operation));
    }
  }
}

start().catch(notify);
