import { h, setText } from '../ui/dom.js';
import { measure, percent } from '../ui/format.js';
import { unitOf } from './names.js';

/**
 * The figures below the result: losses and accuracy for classes; losses, R² and RMSE for values.
 * @typedef {import('./types.js').Opened} Opened
 * @typedef {import('./types.js').Frame} Frame
 */

/** Milliseconds between two questions for R² and RMSE while training. */
const askEvery = 160;

/** @param {Pick<import('./types.js').Client, 'metrics'>} client */
export function figuresView(client) {
  const figures = {
    testLoss: figure('test loss'),
    loss: figure('training loss'),
    testAccuracy: figure('test accuracy'),
    r2: figure('test R²'),
    rmse: figure('test RMSE'),
  };
  figures.r2.element.title = 'The share of the test values’ variance that the network explains';
  const element = h('dl', { class: 'numbers' }, ...Object.values(figures).map((each) => each.element));

  /** @type {Opened | null} */
  let opened = null;
  let asking = false;
  let again = false;
  let asked = 0;

  /** One question at a time; after the last frame there is always one more. */
  async function ask() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const of = opened;
    asked = performance.now();
    const found = await client.metrics({ part: 'test' }).catch(() => null);
    asking = false;
    if (of === opened) {
      const values = found?.kind === 'values' ? found : null;
      setText(figures.r2.value, values ? measure(values.r2) : '–');
      setText(figures.rmse.value, values ? measure(values.rmse) : '–');
    }
    if (again) {
      again = false;
      void ask();
    }
  }

  return {
    element,
    /** @param {Opened} next */
    open(next) {
      opened = next;
      const values = next.network.task === 'values';
      element.classList.toggle('four', values);
      figures.rmse.element.title = `The root of the mean squared error on the test points, in ${unitOf(next.network.target)}`;
      figures.testAccuracy.element.hidden = values;
      figures.r2.element.hidden = figures.rmse.element.hidden = !values;
    },
    /** @param {Frame} frame */
    show(frame) {
      setText(figures.testLoss.value, measure(frame.testLoss));
      setText(figures.loss.value, measure(frame.loss));
      setText(figures.testAccuracy.value, frame.testAccuracy === null ? '' : percent(frame.testAccuracy));
      if (opened?.network.task === 'values' && (!frame.playing || performance.now() - asked > askEvery)) void ask();
    },
  };
}

/** @param {string} name */
function figure(name) {
  const value = h('dd', null, '–');
  return { element: h('div', null, h('dt', null, name), value), value };
}
