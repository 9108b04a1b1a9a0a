// What lessons write for the figures of the playground's drawing, tried in the engine: a tour speaks of units and numbers
// that its network has, a lab's cures are settings that go together, a small playground names controls that exist.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { describeOpened } from '../../web/engine/answers/opened.js';
import { State } from '../../web/engine/answers/state.js';
import { GliaError, loadEngine } from '../../web/engine/engine.js';
import { changed } from '../../web/learn/figures/lab/experiment.js';
import { faultOf, fill, spotOf, usualTour } from '../../web/learn/figures/tour/words.js';
import { buttonNames } from '../../web/learn/figures/frame/buttons.js';
import { readContent } from '../../web/tools/learn.mjs';

const engine = await loadEngine({ wasm: await readFile(fileURLToPath(new URL('../../build/wasm/glia-exact.wasm', import.meta.url))) });
const state = new State(engine, (code, words) => new GliaError(code, words));

/** @param {string} experiment */
function open(experiment) {
  state.open(() => engine.experiment(experiment), true);
  return /** @type {import('../../web/playground/types.js').Opened} */ (/** @type {unknown} */ (describeOpened(state)));
}

/** @param {any} fields of a tour */
function touring({ experiment = usualTour, example = 0, trained = 0 }) {
  const opened = open(experiment);
  const run = state.opened();
  if (trained > 0) run.advance({ steps: trained });
  const { count, inputs, x, y } = opened.dataset;
  const point = example % count;
  const walk = run.walk({ x: x.slice(point * inputs, (point + 1) * inputs), target: Number(y[point]) });
  return { walk, opened, label: (/** @type {string} */ name) => name, point };
}

const client = /** @type {any} */ ({ settings: engine.settings, check: async (/** @type {string} */ text) => engine.check(text) });
const { lessons, pages } = await readContent();
const widgets = [...lessons, ...pages].flatMap(({ file, read }) => read.widgets.map((widget) => ({ ...widget, where: `${file}, line ${widget.line}` })));
/** @param {string} kind */
const all = (kind) => widgets.filter((widget) => widget.group === 'figure' && widget.kind === kind);

describe('figures with the playground’s drawing in lessons', () => {
  after(() => state.run?.free());

  it('tours speak of what their network has', () => {
    for (const { fields, where } of all('tour')) {
      const about = touring(fields);
      fields.steps.forEach((/** @type {any} */ step, /** @type {number} */ i) => {
        assert.equal(faultOf(step, i, about), null, where);
        assert.doesNotMatch(fill(step.text, { ...about, spot: spotOf(step, about.opened) }), /[{}]/, where);
      });
    }
  });

  it('a tour that does not is refused, with what would be right', () => {
    const about = touring({});
    /** @type {[any, RegExp][]} */
    const wrong = [
      [{ at: 'sum', unit: 4, text: 'x' }, /Step 1 .* unit 4 of hidden 1, which has units 0 to 3/],
      [{ at: 'layer', layer: 3, text: 'x' }, /layer 3; this network has layers 0 to 2/],
      [{ at: 'bias', layer: 0, text: 'x' }, /an input has no bias/],
      [{ at: 'sum', text: '{summ}' }, /no number for \{summ\}.*\{sum\}.*\{x1\}/],
      [{ at: 'sum', text: '{weight4}' }, /no number for \{weight4\}/],
      [{ at: 'input', text: '{bias}' }, /no number for \{bias\}/],
      [{ at: 'input', text: '{sinx1}' }, /no number for \{sinx1\}/],
    ];
    for (const [step, words] of wrong) assert.match(String(faultOf(step, 0, about)), words);
    assert.equal(faultOf({ at: 'sum', text: '{terms} {weight3} {x1x2} {probability}' }, 0, about), null);
  });

  it('cures of labs are settings that go together', async () => {
    for (const { fields, where } of all('lab')) {
      for (const { change } of fields.cures) {
        const cured = await changed(client, fields.experiment, change).catch((error) => assert.fail(`${where}: ${change}: ${error.message}`));
        assert.notEqual(cured, engine.check(fields.experiment).experiment, `${where}: ${change} changes nothing`);
      }
    }
    await assert.rejects(changed(client, 'data=xor', 'rat=0.1'), /no setting “rat”/);
    await assert.rejects(changed(client, 'data=xor', 'rate=-1'), GliaError);
    assert.equal(await changed(client, 'data=xor&rate=0.5', 'rate=0.1&decay=0.01'), engine.check('data=xor&rate=0.1&decay=0.01').experiment);
  });

  it('small playgrounds name controls that exist', () => {
    const keys = engine.settings.settings.map((/** @type {any} */ { key }) => key);
    for (const { fields, where } of all('playground')) {
      for (const name of fields.show ?? []) assert.ok(buttonNames.includes(name) || keys.includes(name), `${where}: there is no control “${name}”`);
    }
  });
});
