// The page's table of contents: which model runs, which panels it can fill, which one is open.
import {askJson} from './api.js';
import {classifyPanel} from './classify.js';
import {featuresPanel} from './features.js';
import {clearProblem, report} from './latest.js';
import {generatePanel} from './generate.js';
import {latentsPanel} from './latents.js';
import {chooseSample, listen, onPicture, picture, samples} from './picture.js';
import {reconstructPanel} from './reconstruct.js';
import {searchPanel} from './search.js';
import {themes} from './theme.js';

const PANELS = [
  {id: 'reconstruct', name: 'Reconstruct', make: reconstructPanel, needs: ({model}) => model.decoder},
  {id: 'classify', name: 'Classify', make: classifyPanel, needs: ({model}) => model.text},
  {id: 'features', name: 'Features', make: featuresPanel, needs: () => true},
  {id: 'latents', name: 'Latents', make: latentsPanel, needs: ({model}) => model.decoder},
  {id: 'generate', name: 'Generate', make: generatePanel, needs: ({model, generator}) => model.decoder && generator},
  {id: 'search', name: 'Search', make: searchPanel, needs: ({search}) => search},
];

const get = id => document.getElementById(id);

function describe(model, version) {
  const millions = model.parameters / 1e6;
  const name = document.createElement('b');
  name.textContent = model.id;
  get('model').replaceChildren(
      name, `, ${millions.toFixed(millions < 10 ? 1 : 0)} million parameters, on this computer's processor`);
  get('toy').hidden = !model.toy;
  get('version').textContent = `VTP for Java ${version}`;
}

function showPanels(panels) {
  const tabs = panels.map(panel => {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.id = `tab-${panel.id}`;
    tab.textContent = panel.name;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', `panel-${panel.id}`);
    get(`panel-${panel.id}`).setAttribute('aria-labelledby', tab.id);
    tab.addEventListener('click', () => open(panel));
    tab.addEventListener('keydown', e => {
      const step = {ArrowRight: 1, ArrowLeft: -1}[e.key];
      if (step) {
        const next = (panels.indexOf(panel) + step + panels.length) % panels.length;
        tabs[next].focus();
        open(panels[next]);
      }
    });
    return tab;
  });
  get('tabs').replaceChildren(...tabs);

  let opened = null;
  function open(panel) {
    clearProblem();
    opened = panel;
    panels.forEach((other, i) => {
      const chosen = other === panel;
      tabs[i].setAttribute('aria-selected', String(chosen));
      tabs[i].tabIndex = chosen ? 0 : -1;
      get(`panel-${other.id}`).hidden = !chosen;
    });
    tabs[panels.indexOf(panel)].scrollIntoView({block: 'nearest', inline: 'nearest'});
    fill(performance.now());
  }

  // A panel is filled when it is looked at, and once for each picture.
  function fill(started) {
    const chosen = picture();
    if (chosen && opened.filled !== chosen) {
      opened.filled = chosen;
      opened.panel.update({...chosen, started});
    }
  }
  onPicture(chosen => fill(chosen.started));
  open(panels[0]);
}

async function start() {
  themes();
  listen();
  const {data: [model], search, generator, version} = await askJson('v1/models');
  describe(model, version);
  const panels = PANELS.filter(panel => panel.needs({model, search, generator}));
  panels.forEach(panel => {
    panel.panel = panel.make(model, {generator});
  });
  showPanels(panels);
  await chooseSample(samples[0]);
}

start().catch(report);
