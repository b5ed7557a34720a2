// A picture drawn from noise, as it emerges, and those drawn before.
import {askEvents} from './api.js';
import {Latest, timed} from './latest.js';

const get = id => document.getElementById(id);
const MOST_KEPT = 12;
const MOST_SEED = 1_000_000;
const PREVIEWS = 12;

export function generatePanel(model, {generator}) {
  const [label, seed, steps, guidance] = ['draw-label', 'draw-seed', 'draw-steps', 'draw-guidance'].map(get);
  label.replaceChildren(...names(generator));
  label.value = Math.max(0, generator.labels.indexOf('a yellow star'));
  steps.value = generator.steps - 1; // the API counts points of time, as the reference does
  guidance.max = Math.max(guidance.max, generator.guidance);
  guidance.value = generator.guidance;
  showGuidance();
  get('draw-generator').textContent = generator.id;

  const latest = new Latest(async (signal, name, order) => {
    const started = performance.now();
    busy(true);
    say(`Drawing ${name} …`);
    get('draw-progress').value = 0;
    try {
      await askEvents('v1/generate', {...order, previews: PREVIEWS}, signal, {
        step({step, steps: all, picture}) {
          get('draw-progress').max = all;
          get('draw-progress').value = step;
          if (picture) {
            show(picture, `${name}, emerging`);
          }
        },
        picture(drawn) {
          show(drawn.picture, name);
          keep(name, drawn);
          say(described(name, drawn));
          timed('drawn', started);
        },
      });
    } catch (e) {
      say(e.name === 'AbortError' ? 'Stopped.' : '');
      throw e;
    } finally {
      busy(false);
    }
  });

  function draw() {
    const chosen = label.selectedOptions[0];
    latest.wish(chosen.textContent, {
      label: chosen.value,
      seed: Number(seed.value),
      steps: Number(steps.value) + 1,
      guidance: Number(guidance.value),
    });
  }

  function showGuidance() {
    const words = guided(Number(guidance.value));
    get('draw-guidance-value').textContent = words[0].toUpperCase() + words.slice(1);
  }

  function busy(on) {
    get('draw-stage').classList.toggle('drawing', on);
    get('draw-stage').setAttribute('aria-busy', String(on));
    get('draw-stop').hidden = !on;
  }

  // Each picture that was drawn stands in a row below, the latest first; a click shows it again with its settings.
  function keep(name, drawn) {
    const button = document.createElement('button');
    button.type = 'button';
    const image = document.createElement('img');
    image.src = drawn.picture;
    image.alt = described(name, drawn);
    button.title = image.alt;
    button.append(image);
    button.addEventListener('click', () => {
      latest.cancel();
      [label.value, seed.value, steps.value, guidance.value] =
        [drawn.label, drawn.seed, drawn.steps - 1, drawn.guidance];
      showGuidance();
      show(drawn.picture, name);
      say(image.alt);
    });
    const item = document.createElement('li');
    item.append(button);
    get('drawn').prepend(item);
    while (get('drawn').children.length > MOST_KEPT) {
      get('drawn').lastChild.remove();
    }
  }

  get('draw-form').addEventListener('submit', e => {
    e.preventDefault();
    draw();
  });
  get('draw-other').addEventListener('click', () => {
    seed.value = Math.floor(Math.random() * MOST_SEED);
    draw();
  });
  get('draw-stop').addEventListener('click', () => latest.cancel());
  guidance.addEventListener('input', showGuidance);
  let first = model.toy; // others take minutes, and are not to begin unasked
  return {
    update() {
      if (first) { // and no more: a picture of one's own changes nothing here
        first = false;
        draw();
      }
    },
  };
}

function names({classes, labels}) {
  return Array.from({length: classes}, (_, i) => new Option(labels[i] ?? `class ${i}`, i));
}

const described = (name, {seed, steps, guidance}) =>
  `${name}, seed ${seed}, ${steps - 1} ${steps === 2 ? 'step' : 'steps'}, ${guided(guidance)}`;

const guided = scale => (scale > 1 ? `guidance ${scale}` : 'no guidance');

function say(words) {
  get('draw-words').textContent = words;
}

function show(source, words) {
  get('draw-picture').src = source;
  get('draw-picture').alt = words;
}
