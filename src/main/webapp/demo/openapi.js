// Shows the OpenAPI document of this gateway: every route with its examples and answers.

const api = await (await fetch('../openapi')).json();
const main = document.getElementById('api');

/** An element with text or children. */
function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

/** What `$ref` names, or the object itself. */
function resolved(node) {
  if (!node.$ref) return node;
  return node.$ref.slice(2).split('/').reduce((at, name) => at[name], api);
}

/** The examples of a body, by media type. */
function bodies(content = {}) {
  return Object.entries(content).flatMap(([type, body]) =>
    Object.entries(body.examples ?? {}).flatMap(([name, example]) => [
      element('p', `${type}: ${name}`),
      element('pre', JSON.stringify(example.value, null, 2)),
    ]));
}

/** A table with a head. */
function table(head, rows) {
  const cells = (name, values) => element('tr', ...values.map((value) => element(name, value)));
  return element('table', element('thead', cells('th', head)), element('tbody', ...rows.map((row) => cells('td', row))));
}

/** One route. */
function route(method, path, operation) {
  const parts = [
    element('h2', element('code', `${method.toUpperCase()} ${path}`)),
    element('p', operation.summary),
    element('p', operation.description ?? ''),
  ];
  if (operation.parameters) {
    parts.push(table(['header', 'meaning'], operation.parameters.map((it) => [it.name, it.description ?? ''])));
  }
  if (operation.requestBody) {
    parts.push(element('h3', 'Send'), ...bodies(operation.requestBody.content));
  }
  parts.push(element('h3', 'Answers'));
  parts.push(table(['status', 'meaning'], Object.entries(operation.responses)
    .map(([status, answer]) => [status, resolved(answer).description])));
  Object.values(operation.responses).forEach((answer) => parts.push(...bodies(resolved(answer).content)));
  return element('section', ...parts);
}

main.append(element('h1', api.info.title), element('p', api.info.description));
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(methods)) main.append(route(method, path, operation));
}
