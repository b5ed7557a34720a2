// What asks the server. Every error becomes one with words for a person.

let token = sessionStorage.getItem('vtp-token') ?? '';
const given = new URLSearchParams(location.hash.slice(1)).get('token');
if (given) {
  token = given;
  sessionStorage.setItem('vtp-token', token);
  history.replaceState(null, '', location.pathname);
}

const MOST_TRIES = 4;
const LONGEST_WAIT_SECONDS = 5;

/** Fetches; while the server is full it is asked again a few times, as late as it says. */
export async function ask(path, options = {}) {
  const headers = new Headers(options.headers);
  if (token) {
    headers.set('Authorization', `Bearer ${token}`);
  }
  for (let attempt = 1; ; attempt++) {
    let response;
    try {
      response = await fetch(path, {...options, headers});
    } catch (e) {
      throw e.name === 'AbortError' ? e : new Error('The server does not answer. Is “vtp serve” still running?');
    }
    if (response.ok) {
      return response;
    }
    if (response.status === 503 && attempt < MOST_TRIES) {
      const seconds = Number(response.headers.get('Retry-After')) || 1;
      await pause(Math.min(seconds, LONGEST_WAIT_SECONDS) * 1000, options.signal);
      continue;
    }
    if (response.status === 401) {
      return askForToken(path, options);
    }
    throw new Error(await words(response));
  }
}

export const askJson = async (path, options) => (await ask(path, options)).json();

async function askForToken(path, options) {
  const answer = prompt('This server wants a token: what its --token-file holds.');
  if (!answer) {
    throw new Error('The server wants a token: reload the page to enter it.');
  }
  token = answer.trim();
  sessionStorage.setItem('vtp-token', token);
  return ask(path, options);
}

async function words(response) {
  try {
    return (await response.json()).error.message;
  } catch {
    return `The server answered ${response.status} ${response.statusText}.`;
  }
}

function pause(millis, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, millis);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('aborted', 'AbortError'));
    });
  });
}

/** A picture's bytes with options in the address. */
export function askPicture(path, blob, options, signal, accept = 'application/json') {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    for (const one of [value].flat()) {
      query.append(name, one);
    }
  }
  return ask(`${path}?${query}`, {
    method: 'POST',
    body: blob,
    signal,
    headers: {'Content-Type': blob.type || 'application/octet-stream', Accept: accept},
  });
}

export function askWith(path, value, signal) {
  return askJson(path, {
    method: 'POST',
    body: JSON.stringify(value),
    signal,
    headers: {'Content-Type': 'application/json'},
  });
}

/** Asks with JSON, and gives what each event tells to the listener of its name; an event of an error is thrown. */
export async function askEvents(path, value, signal, listeners) {
  const response = await ask(path, {
    method: 'POST',
    body: JSON.stringify(value),
    signal,
    headers: {'Content-Type': 'application/json', Accept: 'text/event-stream'},
  });
  let text = '';
  for await (const piece of pieces(response.body.pipeThrough(new TextDecoderStream()))) {
    const events = (text + piece).split('\n\n');
    text = events.pop();
    for (const event of events) {
      const [, name, json] = event.match(/^event: (.*)\ndata: (.*)$/);
      const told = JSON.parse(json);
      if (name === 'error') {
        throw new Error(told.error.message);
      }
      listeners[name](told);
    }
  }
}

async function* pieces(stream) { // not all browsers iterate over streams
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      yield read.value;
    }
  } finally {
    reader.cancel().catch(() => {}); // it has been read, or is no more wanted
  }
}

/** The numbers of a tensor that came as base64 of little-endian float32. */
export function floats(tensor) {
  const text = atob(tensor.data);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[i] = text.charCodeAt(i);
  }
  return new Float32Array(bytes.buffer);
}

/** An address for a picture of the server's, which an img may not fetch itself where a token is wanted. */
export async function address(path) {
  return token ? URL.createObjectURL(await (await ask(path)).blob()) : path;
}
