// Which of some labels a picture is, while they are being typed.
import {askPicture} from './api.js';
import {calm, Latest, timed} from './latest.js';
import {picture} from './picture.js';

const get = id => document.getElementById(id);
const TOY_LABELS = ['a yellow star', 'a red circle', 'a blue square', 'a purple ring', 'an orange cross',
  'a black star', 'a green triangle'];
const LABELS = ['a dog', 'a cat', 'a person', 'a landscape', 'a city street', 'food', 'a drawing'];

export function classifyPanel(model) {
  get('labels').value = (model.toy ? TOY_LABELS : LABELS).join('\n');
  get('template').value = model.toy ? '{}' : 'a photo of {}';

  const latest = new Latest(async (signal, chosen, started) => {
    const labels = wanted();
    if (labels.length === 0) {
      get('bars').replaceChildren();
      return;
    }
    const options = {label: labels, template: get('template').value || '{}', prepare: 'squash'};
    const response = await askPicture('v1/classify', chosen.blob, options, signal);
    show((await response.json()).results[0]);
    timed('classified', started);
  });

  const again = calm(180, () => {
    if (picture()) {
      latest.wish(picture(), performance.now());
    }
  });
  get('labels').addEventListener('input', again);
  get('template').addEventListener('input', again);
  return {update: chosen => latest.wish(chosen, chosen.started)};
}

function wanted() {
  const lines = get('labels').value.split('\n').map(line => line.trim());
  return [...new Set(lines.filter(line => line !== ''))];
}

function show(scores) {
  get('bars').replaceChildren(...scores.map(({label, probability}) => {
    const item = document.createElement('li');
    const name = document.createElement('span');
    name.textContent = label;
    const share = document.createElement('span');
    share.textContent = probability >= 0.001 ? `${(100 * probability).toFixed(1)} %` : '< 0.1 %';
    const bar = document.createElement('div');
    bar.className = 'bar';
    const fill = document.createElement('i');
    fill.style.width = `${100 * probability}%`;
    bar.append(fill);
    item.append(name, share, bar);
    return item;
  }));
}
