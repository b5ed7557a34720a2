// The picture that everything is about: picked, dropped, pasted, or a sample.
import {clearProblem, report} from './latest.js';

const SAMPLES = ['landscape.jpg', 'yellow-star.png', 'red-circle.png', 'blue-square.png', 'purple-ring.jpg',
  'orange-cross.jpg', 'black-star.jpg'];

/** What a browser shows and is larger goes down to this side before it is sent. */
const LARGEST_SIDE = 1024;
const LARGEST_BYTES = 1_500_000;

export const samples = SAMPLES.map(file => ({
  file: `samples/${file}`,
  name: file.replace(/\..*/, '').replace('-', ' '),
}));

const get = id => document.getElementById(id);
const listeners = [];
let current = null;

export const picture = () => current;

export function onPicture(listener) {
  listeners.push(listener);
}

/** started: when the person asked for it, by the page's clock. */
export async function choose(blob, name, started = performance.now()) {
  clearProblem();
  try {
    const sent = await shrunk(blob);
    if (current) {
      URL.revokeObjectURL(current.url);
    }
    current = {blob: sent, name, url: URL.createObjectURL(sent), started};
  } catch (e) {
    report(e);
    return;
  }
  get('thumb').src = current.url;
  get('thumb').alt = name;
  get('thumb').hidden = false;
  get('picture-name').textContent = name;
  for (const button of get('samples').querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(button.dataset.name === name));
  }
  listeners.forEach(listener => listener(current));
}

export async function chooseSample({file, name}) {
  const started = performance.now();
  const response = await fetch(file);
  await choose(await response.blob(), name, started);
}

/** A large picture made smaller; one that the browser cannot read, a TIFF for one, goes to the server as it is. */
async function shrunk(blob) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(blob);
  } catch {
    return blob;
  }
  const side = Math.max(bitmap.width, bitmap.height);
  if (side <= LARGEST_SIDE && blob.size <= LARGEST_BYTES) {
    return blob;
  }
  const scale = Math.min(1, LARGEST_SIDE / side);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', 0.95));
}

export function listen() {
  const drop = get('drop');
  get('thumb').addEventListener('error', () => {
    get('thumb').hidden = true; // what the browser cannot show
  });
  get('file').addEventListener('change', e => {
    const file = e.target.files[0];
    if (file) {
      choose(file, file.name);
    }
    e.target.value = '';
  });
  addEventListener('dragover', e => {
    e.preventDefault();
    drop.classList.add('over');
  });
  addEventListener('dragleave', () => drop.classList.remove('over'));
  addEventListener('drop', e => {
    e.preventDefault();
    drop.classList.remove('over');
    const file = e.dataTransfer.files[0];
    if (file) {
      choose(file, file.name);
    } else {
      report(new Error('What was dropped is no file: save the picture first, then drop it.'));
    }
  });
  addEventListener('paste', e => {
    const file = [...e.clipboardData.files][0];
    if (file) {
      choose(file, file.name || 'pasted picture');
    }
  });
  for (const sample of samples) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.name = sample.name;
    button.setAttribute('aria-pressed', 'false');
    const image = document.createElement('img');
    image.src = sample.file;
    image.alt = sample.name;
    button.append(image);
    button.addEventListener('click', () => chooseSample(sample).catch(report));
    const item = document.createElement('li');
    item.append(button);
    get('samples').append(item);
  }
}
