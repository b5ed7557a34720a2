// Original and reconstruction under a slider, and how far they are apart.
import {askPicture} from './api.js';
import {Latest, timed} from './latest.js';

const get = id => document.getElementById(id);

export function reconstructPanel(model) {
  const split = get('split');
  const difference = get('difference');
  const right = () => document.querySelector('input[name="right"]:checked').value;
  const [size, latents] = [model.image_size, model.latents];
  const shown = latents.channels * latents.height * latents.width;
  get('latent-size').textContent = `${latents.channels} × ${latents.height} × ${latents.width}`;
  const small = document.createElement('small');
  small.textContent = ` of ${(size * size * 3).toLocaleString('en')}`;
  get('ratio').replaceChildren(shown.toLocaleString('en'), small);

  const latest = new Latest(async (signal, picture) => {
    const stage = get('compare');
    stage.classList.add('busy');
    try {
      const response = await askPicture('v1/reconstruct', picture.blob, {prepare: 'crop'}, signal);
      const result = (await response.json()).results[0];
      await Promise.all([load(get('original'), result.original), load(get('decoded'), result.picture)]);
      get('psnr').replaceChildren(...figure(result.psnr === null ? '∞' : result.psnr.toFixed(2), 'dB'));
      get('ssim').textContent = result.ssim.toFixed(4);
      showRight();
      timed('reconstructed', picture.started);
    } finally {
      stage.classList.remove('busy');
    }
  });

  function paintDifference() {
    const [a, b] = [levels(get('original')), levels(get('decoded'))];
    const gain = Number(get('gain').value);
    difference.width = a.width;
    difference.height = a.height;
    for (let i = 0; i < a.data.length; i++) {
      a.data[i] = i % 4 === 3 ? 255 : Math.abs(a.data[i] - b.data[i]) * gain;
    }
    difference.getContext('2d').putImageData(a, 0, 0);
  }

  function show() {
    const percent = Number(split.value);
    const side = right() === 'difference';
    get('divider').style.left = `${percent}%`;
    difference.hidden = !side;
    get('decoded').hidden = side;
    for (const image of [get('decoded'), difference]) {
      image.style.clipPath = `inset(0 0 0 ${percent}%)`;
    }
    get('right-tag').textContent = side ? `difference × ${get('gain').value}` : 'reconstruction';
  }

  /** What is on the right may be another than before; the difference is painted where it is looked at. */
  function showRight() {
    if (right() === 'difference' && get('decoded').src) {
      paintDifference();
    }
    show();
  }

  split.addEventListener('input', show);
  document.querySelectorAll('input[name="right"]').forEach(radio => radio.addEventListener('change', showRight));
  get('gain').addEventListener('change', showRight);
  show();
  return {update: picture => latest.wish(picture)};
}

function figure(number, unit) {
  const small = document.createElement('small');
  small.textContent = ` ${unit}`;
  return [number, small];
}

async function load(image, source) {
  image.src = source;
  await image.decode();
}

function levels(image) {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
