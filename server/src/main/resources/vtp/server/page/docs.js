// The description of the API, to be read: made from openapi.json.
import {themes} from './theme.js';

function element(name, text, ...children) {
  const made = document.createElement(name);
  made.append(text, ...children);
  return made;
}

function resolved(api, part) {
  const path = part?.$ref?.slice(2).split('/');
  return path ? path.reduce((inside, name) => inside[name], api) : part;
}

function words(api, part) {
  const schema = resolved(api, part);
  const choice = resolved(api, schema.items)?.enum ?? schema.enum;
  const type = schema.type === 'array' ? 'several' : schema.type ?? 'of several kinds';
  return [choice ? choice.join(' or ') : type, schema.description,
    schema.default === undefined ? '' : `Default: ${schema.default}.`].filter(Boolean).join('. ').replaceAll('..', '.');
}

function list(title, rows) {
  const names = document.createElement('dl');
  for (const [name, description] of rows) {
    names.append(element('dt', name), element('dd', description));
  }
  return rows.length === 0 ? [] : [element('h3', title), names];
}

function section(api, path, method, operation) {
  const heading = element('h2', '');
  const verb = element('span', method.toUpperCase());
  verb.className = 'method';
  heading.append(verb, ` ${path}`);
  const content = operation.requestBody?.content ?? {};
  const members = Object.entries(content['application/json']?.schema.properties ?? {});
  const inJson = new Set(members.map(([name]) => name));
  const query = (operation.parameters ?? []).filter(({name}) => !inJson.has(name));
  const answers = Object.entries(operation.responses).map(([status, part]) => {
    const answer = resolved(api, part);
    return [status, `${answer.description} ${Object.keys(answer.content ?? {}).join(', ')}`];
  });
  return element('section', heading,
    element('p', `${operation.summary}. ${operation.description ?? ''}`),
    ...list('Takes', Object.keys(content).map(type => [type, ''])),
    ...list('Members of JSON', members.map(([name, schema]) => [name, words(api, schema)])),
    ...list('In the query', query.map(({name, schema}) => [name, words(api, schema)])),
    ...list('Answers', answers));
}

themes();
try {
  const api = await (await fetch('openapi.json')).json();
  document.getElementById('about').textContent = api.info.description;
  document.getElementById('docs').replaceChildren(...Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(api, path, method, operation))));
} catch (failure) {
  document.getElementById('docs').textContent = `The description cannot be read: ${failure.message}`;
}
