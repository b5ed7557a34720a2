// Patches that are alike: in principal components, and to the one that was chosen.
import {askPicture, floats} from './api.js';
import {Latest, timed} from './latest.js';
import {picture} from './picture.js';

const get = id => document.getElementById(id);

export function featuresPanel(model) {
  const stage = get('patches');
  const painting = get('painting');
  let grid = null;
  let unit = null; // of each patch its features, of length 1
  let components = null;
  let chosen = null;

  for (const times of [1, 2, 4]) {
    const side = times * model.image_size / model.patch_size;
    const option = new Option(`${side} × ${side}`, String(times * model.image_size));
    get('detail').append(option);
  }

  const latest = new Latest(async (signal, source, started) => {
    stage.classList.add('busy');
    try {
      const options = {include: ['pca', 'patch'], prepare: 'squash', size: get('detail').value, encoding: 'base64'};
      const result = await (await askPicture('v1/features', source.blob, options, signal)).json();
      const patches = floats(result.patch);
      const image = new Image();
      image.src = result.pca[0];
      await image.decode();
      grid = result.grid;
      unit = normalized(patches, result.channels);
      components = image;
      chosen = null;
      get('features-picture').src = source.url;
      await get('features-picture').decode().catch(() => {});
      stage.style.aspectRatio = aspect(get('features-picture'));
      paint();
      timed('features', started);
    } finally {
      stage.classList.remove('busy');
    }
  });

  function paint() {
    if (!grid) {
      return;
    }
    painting.width = grid.width;
    painting.height = grid.height;
    const context = painting.getContext('2d');
    if (chosen === null) {
      context.drawImage(components, 0, 0, grid.width, grid.height);
      get('patch-words').textContent = `${grid.height} × ${grid.width} patches, in three principal components.`;
    } else {
      context.putImageData(similarity(), 0, 0);
    }
    mark();
  }

  /** How like the chosen patch the others are: the more, the brighter; what is least like it is dark. */
  function similarity() {
    const count = grid.height * grid.width;
    const width = unit.length / count;
    const cosines = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < width; c++) {
        cosines[i] += unit[i * width + c] * unit[chosen * width + c];
      }
    }
    const least = Math.min(...cosines);
    const pixels = new ImageData(grid.width, grid.height);
    cosines.forEach((cosine, i) => pixels.data.set(heat((cosine - least) / (1 - least || 1)), 4 * i));
    const place = `row ${1 + Math.floor(chosen / grid.width)}, column ${1 + chosen % grid.width}`;
    const range = `cosine from ${least.toFixed(2)} (dark) to 1 (bright)`;
    get('patch-words').textContent = `Like the patch in ${place}: ${range}.`;
    return pixels;
  }

  function mark() {
    const frame = get('patch');
    frame.hidden = chosen === null;
    if (chosen !== null) {
      frame.style.left = `${100 * (chosen % grid.width) / grid.width}%`;
      frame.style.top = `${100 * Math.floor(chosen / grid.width) / grid.height}%`;
      frame.style.width = `${100 / grid.width}%`;
      frame.style.height = `${100 / grid.height}%`;
    }
  }

  function choosePatch(row, column) {
    const clamp = (value, count) => Math.min(Math.max(value, 0), count - 1);
    chosen = clamp(row, grid.height) * grid.width + clamp(column, grid.width);
    paint();
  }

  function pointed(e) {
    if (grid) {
      const box = stage.getBoundingClientRect();
      choosePatch(
          Math.floor((e.clientY - box.top) / box.height * grid.height),
          Math.floor((e.clientX - box.left) / box.width * grid.width));
    }
  }

  const STEPS = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
  stage.addEventListener('pointerdown', e => {
    stage.setPointerCapture(e.pointerId);
    pointed(e);
  });
  stage.addEventListener('pointermove', e => e.buttons && pointed(e));
  stage.addEventListener('keydown', e => {
    if (!grid) {
      return;
    }
    if (e.key === 'Escape') {
      colours();
    } else if (STEPS[e.key]) {
      const [rows, columns] = STEPS[e.key];
      const from = chosen ?? Math.floor(grid.height / 2) * grid.width + Math.floor(grid.width / 2);
      choosePatch(Math.floor(from / grid.width) + rows, from % grid.width + columns);
    } else {
      return;
    }
    e.preventDefault();
  });

  function colours() {
    chosen = null;
    paint();
  }
  const opacity = () => {
    painting.style.opacity = get('opacity').value / 100;
  };
  get('colours').addEventListener('click', colours);
  get('opacity').addEventListener('input', opacity);
  get('detail').addEventListener('change', () => picture() && latest.wish(picture(), performance.now()));
  opacity();
  return {update: source => latest.wish(source, source.started)};
}

/** The picture is looked at squashed to a square, and shown as it is. A TIFF is not shown at all. */
function aspect(image) {
  return image.naturalWidth ? `${image.naturalWidth} / ${image.naturalHeight}` : '1';
}

function normalized(values, width) {
  for (let from = 0; from < values.length; from += width) {
    let sum = 0;
    for (let c = 0; c < width; c++) {
      sum += values[from + c] ** 2;
    }
    const scale = 1 / (Math.sqrt(sum) || 1);
    for (let c = 0; c < width; c++) {
      values[from + c] *= scale;
    }
  }
  return values;
}

/** Of 0 to 1 a colour from night blue over green to pale yellow, even in lightness. */
const STOPS = [[22, 24, 54], [32, 76, 104], [34, 132, 120], [110, 184, 96], [248, 236, 150]];

function heat(share) {
  const place = Math.min(Math.max(share, 0), 1) * (STOPS.length - 1);
  const low = Math.min(Math.floor(place), STOPS.length - 2);
  const part = place - low;
  return [...STOPS[low].map((from, i) => from + (STOPS[low + 1][i] - from) * part), 255];
}
