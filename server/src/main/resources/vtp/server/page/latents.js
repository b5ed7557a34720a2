// The channels of a latent as small maps, changed by hand and decoded at once.
import {ask, askPicture, floats} from './api.js';
import {Latest, report, timed} from './latest.js';
import {samples} from './picture.js';

const get = id => document.getElementById(id);

export function latentsPanel(model) {
  const {channels, height, width} = model.latents;
  const area = height * width;
  const buttons = [];
  let latent = null;
  let other = null; // the latent to mix with
  let current = 0;
  let places = []; // of each channel where it comes from
  let strengths = [];

  const encode = new Latest(async (signal, source) => {
    latent = await encoded(source.blob, signal);
    if (get('mix').value > 0 && !other) {
      await chooseOther(signal);
    }
    paintMaps();
    change(source.started);
  });

  async function encoded(blob, signal) {
    const response = await askPicture('v1/encode', blob, {prepare: 'crop', encoding: 'base64'}, signal);
    return floats((await response.json()).latents);
  }

  async function chooseOther(signal) {
    const file = get('mix-with').value;
    other = await encoded(await (await fetch(file, {signal})).blob(), signal);
  }

  const decode = new Latest(async (signal, started) => {
    const changed = mixed();
    const response = await ask(`v1/decode?shape=1,${channels},${height},${width}`, {
      method: 'POST',
      body: changed,
      signal,
      headers: {'Content-Type': 'application/x-float32', Accept: 'image/png'},
    });
    const old = get('latent-picture').src;
    get('latent-picture').src = URL.createObjectURL(await response.blob());
    await get('latent-picture').decode();
    URL.revokeObjectURL(old);
    timed('decoded', started);
  }, false);

  /** The latent with everything done to it. */
  function mixed() {
    const share = get('mix').value / 100;
    const changed = new Float32Array(latent.length);
    for (let c = 0; c < channels; c++) {
      const from = places[c] * area;
      for (let i = 0; i < area; i++) {
        const own = latent[from + i];
        const value = other ? own + (other[from + i] - own) * share : own;
        changed[c * area + i] = value * strengths[c];
      }
    }
    return changed;
  }

  function change(started = performance.now()) {
    if (!latent) {
      return;
    }
    show();
    decode.wish(started);
  }

  function show() {
    buttons.forEach((button, c) => {
      button.classList.toggle('muted', strengths[c] === 0);
      button.classList.toggle('changed', strengths[c] !== 1 || places[c] !== c);
      button.setAttribute('aria-current', String(c === current));
      button.setAttribute('aria-label', `Channel ${c}${strengths[c] === 0 ? ', muted' : ''}`);
    });
    get('channel-name').textContent = current;
    get('strength').value = strengths[current];
    get('mute').textContent = strengths[current] === 0 ? 'Unmute' : 'Mute';
    const muted = strengths.filter(strength => strength === 0).length;
    const swapped = places.filter((place, c) => place !== c).length;
    const words = [`Channel ${current} at ${Number(strengths[current]).toFixed(1)} ×`];
    if (muted) {
      words.push(`${muted} of ${channels} muted`);
    }
    if (swapped) {
      words.push(`${swapped} in other places`);
    }
    get('latent-words').textContent = `${words.join(', ')}.`;
  }

  function paintMaps() {
    buttons.forEach((button, c) => {
      const values = latent.subarray(places[c] * area, (places[c] + 1) * area);
      button.firstChild.getContext('2d').putImageData(map(values, height, width), 0, 0);
    });
  }

  function reset() {
    places = Array.from({length: channels}, (_, c) => c);
    strengths = new Array(channels).fill(1);
    get('mix').value = 0;
  }

  for (let c = 0; c < channels; c++) {
    const button = document.createElement('button');
    button.type = 'button';
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    button.append(canvas);
    button.addEventListener('click', () => {
      current = c;
      show();
    });
    button.addEventListener('dblclick', () => toggle(c));
    button.addEventListener('keydown', e => {
      const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8}[e.key];
      if (step && buttons[c + step]) {
        e.preventDefault();
        buttons[c + step].focus();
        buttons[c + step].click();
      } else if (e.key === 'm') {
        toggle(c);
      }
    });
    buttons.push(button);
    get('channels').append(button);
  }

  function toggle(c) {
    strengths[c] = strengths[c] === 0 ? 1 : 0;
    change();
  }

  get('mute').addEventListener('click', () => toggle(current));
  get('solo').addEventListener('click', () => {
    strengths = strengths.map((_, c) => (c === current ? 1 : 0));
    change();
  });
  get('reset').addEventListener('click', () => {
    reset();
    if (latent) {
      paintMaps();
    }
    change();
  });
  get('strength').addEventListener('input', () => {
    strengths[current] = Number(get('strength').value);
    change();
  });
  get('other').max = channels - 1;
  get('swap').addEventListener('click', () => {
    const with_ = Number(get('other').value);
    if (!Number.isInteger(with_) || with_ < 0 || with_ >= channels) {
      report(new Error(`There is no channel ${get('other').value}: they go from 0 to ${channels - 1}.`));
      return;
    }
    [places[current], places[with_]] = [places[with_], places[current]];
    if (latent) {
      paintMaps();
    }
    change();
  });
  for (const sample of samples) {
    get('mix-with').append(new Option(sample.name, sample.file));
  }
  get('mix-with').value = samples[1].file;
  const mix = new Latest(async signal => {
    if (!other) {
      await chooseOther(signal);
    }
    change();
  }, false);
  get('mix').addEventListener('input', () => latent && mix.wish());
  get('mix-with').addEventListener('change', () => {
    other = null;
    if (Number(get('mix').value) === 0) {
      get('mix').value = 50;
    }
    if (latent) {
      mix.wish();
    }
  });
  reset();
  show();
  return {update: source => encode.wish(source)};
}

/** A channel's values as a picture: negative teal, positive amber, the stronger the farther from 0. */
function map(values, height, width) {
  const most = Math.max(...values.map(Math.abs)) || 1;
  const pixels = new ImageData(width, height);
  values.forEach((value, i) => {
    const share = Math.abs(value) / most;
    const end = value < 0 ? [23, 140, 130] : [236, 150, 40];
    pixels.data.set([...end.map(level => 28 + (level - 28) * share), 255], 4 * i);
  });
  return pixels;
}
