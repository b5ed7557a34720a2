// Pictures of the index that are like words, or like a picture.
import {address, askPicture, askWith} from './api.js';
import {Latest, timed} from './latest.js';
import {picture} from './picture.js';

const get = id => document.getElementById(id);
const TOP = 24;

export function searchPanel() {
  const latest = new Latest(async (signal, started, words, request) => {
    const {results} = await request(signal);
    get('search-words').textContent = results.length === 0 ? 'Nothing was found.' : words;
    const items = await Promise.all(results.map(found));
    const focused = get('results').contains(document.activeElement);
    get('results').replaceChildren(...items);
    if (focused) {
      items[0]?.querySelector('button').focus(); // what had the focus is gone
    }
    timed('found', started);
  });
  const find = (words, request) => latest.wish(performance.now(), words, request);

  async function found({id, name, score, label}) {
    const image = document.createElement('img');
    image.alt = name;
    image.loading = 'lazy';
    image.src = await address(`v1/thumbnails/${encodeURIComponent(id)}`);
    const button = document.createElement('button');
    button.type = 'button';
    button.title = 'Find more like this';
    button.append(image);
    button.addEventListener('click', () => find(`Like ${name}.`, signal =>
      askWith('v1/search', {like: id, top: TOP}, signal)));
    const caption = document.createElement('figcaption');
    const figure = document.createElement('b');
    figure.textContent = score.toFixed(3);
    caption.append(figure, ` ${label ? `${label} · ` : ''}${name}`);
    const box = document.createElement('figure');
    box.append(button, caption);
    const item = document.createElement('li');
    item.append(box);
    return item;
  }

  get('search-form').addEventListener('submit', e => {
    e.preventDefault();
    const text = get('query').value.trim();
    if (text) {
      find(`Closest to “${text}”. Click one for more like it.`, signal =>
        askWith('v1/search', {text, top: TOP}, signal));
    }
  });
  get('by-picture').addEventListener('click', () => {
    const chosen = picture();
    if (chosen) {
      find(`Like ${chosen.name}.`, async signal =>
        (await askPicture('v1/search', chosen.blob, {top: TOP}, signal)).json());
    }
  });
  return {update() {}};
}
