import { h, reveal, setText, uniqueId } from '../../ui/dom.js';
import { count, figure } from '../../ui/format.js';
import { inline } from '../report.js';
import { loadingBar } from '../python/progress.js';
import { Parted } from './actor.js';
import { actorFor, castFor, dismiss, passedCode } from './cast.js';
import { flatSlopes, layersOf } from './layout.js';
import { called, parts, whole } from './parts.js';
import { lossAndSlopes } from './step.js';
import { experiments, fittingNetwork, trainOn } from './trainer.js';

/**
 * “Your code is the engine”: for each part of a training step one chooses who computes it, the engine or a function of
 * one's own that has passed its tests; then they train the network on the page, or their gradients are painted on it.
 *
 * @typedef {import('../content.js').Language} Language
 * @typedef {import('./trainer.js').View} View
 */

/** @param {string} text @param {() => void} act @param {Record<string, any>} [properties] */
const button = (text, act, properties) => h('button', { type: 'button', class: 'button', onclick: act, ...properties }, text);

/**
 * @param {object} options
 * @param {View} options.view @param {URL} options.base address of the folder of exercises
 * @param {Map<string, string>} options.titles of the challenges, by id
 * @param {() => { language: Language, runner: import('../languages.js').Runner }} options.speaking what is chosen now
 */
export function trainingBox({ view, base, titles, speaking }) {
  let running = false;
  let wanted = false; // whether to go on
  /** Who computes the gradients that are painted. @type {import('./step.js').Actors | null} */
  let painting = null;
  const engine = view.client;

  const selects = [...parts, whole].map((part) => ({ part, select: h('select', { id: uniqueId('training'), onchange: () => choose() }) }));
  const list = h('div', { class: 'training-parts' }, ...selects.flatMap(({ part, select }) => [h('label', { for: select.id }, part.label), select]));
  const status = h('p', { class: 'training-status', role: 'status' });
  const figures = h('p', { class: 'exercise-note training-figures' });
  const call = h('p', { class: 'exercise-note', hidden: true });
  const loading = loadingBar();
  const allButton = button('Take all of mine', () => takeAll());
  const runButton = button('Train with these', () => void train(), { class: 'button exercise-run training-run' });
  const stopButton = button('Stop', () => (wanted = false), { hidden: true });
  const checkButton = button('Paint my gradients', () => void paint());
  const xorButton = button('Open XOR', () => void openXor());
  const endButton = button('Back to the engine’s gradients', () => endPainting(), { hidden: true });
  const element = h(
    'details',
    { class: 'exercise-training', ontoggle: () => refresh() },
    h('summary', null, 'Your code is the engine'),
    h('p', { class: 'exercise-note' }, 'Every part of a training step can be done by a function of yours, once its challenge is solved. They train the network on the page; the engine checks each number.'),
    list,
    h('div', { class: 'exercise-buttons' }, runButton, stopButton, allButton, xorButton, checkButton, endButton),
    loading.element, status, figures, call,
  );

  /** @param {import('./parts.js').Part} part @param {HTMLSelectElement} select */
  function fill({ options, engine: without }, select) {
    const before = select.value;
    const { language } = speaking();
    select.replaceChildren(
      h('option', { value: '' }, without),
      ...options.map((option) => {
        const solved = passedCode(option, language) !== null;
        const task = `“${titles.get(option.exercise) ?? option.exercise}”`;
        return h('option', { value: option.name, disabled: !solved }, solved ? `your ${called(option, language)}` : `${called(option, language)}: solve ${task} first`);
      }),
    );
    select.value = before;
    if (select.selectedIndex < 0 || select.selectedOptions[0].disabled) select.value = '';
  }

  function refresh() {
    for (const { part, select } of selects) fill(part, select);
    choose();
  }

  /** What is chosen: the learner's options, by key of the part. */
  const chosen = () => new Map(selects.flatMap(({ part, select }) => part.options.filter(({ name }) => name === select.value).map((option) => [part.key, option])));

  function choose() {
    const mine = chosen();
    const all = mine.has(whole.key);
    for (const { part, select } of selects) select.disabled = running || (all && part !== whole);
    checkButton.disabled = running || all || !mine.has('backward');
    runButton.disabled = mine.size === 0;
    allButton.disabled = running || all;
    xorButton.disabled = running;
    if (element.open && mine.size === 0 && !running) setText(status, 'Choose a function of yours for at least one part.');
    else if (status.textContent?.startsWith('Choose a')) setText(status, '');
  }

  function takeAll() {
    for (const { part, select } of selects) {
      if (part === whole || select.value !== '') continue;
      select.value = [...select.options].find(({ disabled, value }) => !disabled && value !== '')?.value ?? '';
    }
    choose();
  }

  /** @param {boolean} on */
  function setRunning(on) {
    running = on;
    wanted = on;
    stopButton.hidden = !on;
    runButton.hidden = on;
    element.dataset.state = on ? 'running' : 'done';
    choose();
    if (document.activeElement === document.body) (on ? stopButton : runButton).focus();
  }

  /** @param {unknown} error */
  function say(error) {
    call.hidden = !(error instanceof Parted);
    if (error instanceof Parted) {
      status.replaceChildren(...inline(`Your ${error.entry} and the engine part: ${error.message}`));
      call.replaceChildren('At ', h('code', null, error.call));
    } else setText(status, error instanceof Error ? error.message : String(error));
    reveal(call.hidden ? status : call);
  }

  /** @param {Map<string, import('./parts.js').Option>} mine @param {boolean} strict */
  async function stage(mine, strict) {
    const { language, runner } = speaking();
    await runner.prepare(loading.tell).finally(loading.done);
    const how = { language, runner, base, engine, strict };
    const one = mine.get(whole.key);
    return one ? { all: await actorFor({ ...how, option: one, own: true }), actors: null } : { all: null, actors: await castFor(mine, how) };
  }

  async function train() {
    const mine = chosen();
    if (running || mine.size === 0) return;
    call.hidden = true;
    setText(figures, '');
    setText(status, 'Getting your functions ready…');
    setRunning(true);
    /** @type {Awaited<ReturnType<typeof stage>> | null} */
    let on = null;
    let step = 0;
    try {
      on = await stage(mine, true);
      const { all, actors } = on;
      const another = await fittingNetwork(view, all ? 'tanh' : 'relu');
      setText(status, `${another ? 'XOR was opened, with a network that your functions fit; Undo brings yours back. ' : ''}Your functions train the network.`);
      reveal(figures);
      const agreed = () => [all, ...Object.values(actors ?? {})].reduce((sum, actor) => sum + (actor?.agreed ?? 0), 0);
      const words = (/** @type {number | null} */ loss) => `${count(step)} ${step === 1 ? 'step' : 'steps'}${loss === null ? '' : `, loss ${figure(loss)}`}, ${count(agreed())} numbers of yours, each as the engine’s`;
      const end = await trainOn({
        view, actors, all,
        goOn: () => wanted,
        tell: (at) => {
          ({ step } = at);
          setText(figures, words(at.loss));
        },
      });
      ({ step } = end);
      setText(figures, '');
      setText(status, `${end.why || 'Stopped.'} ${words(end.loss)}.`);
      reveal(status);
    } catch (error) {
      setText(figures, step > 0 ? `After ${count(step)} ${step === 1 ? 'step' : 'steps'}.` : '');
      say(error);
    } finally {
      on?.all?.close();
      if (on?.actors) dismiss(on.actors);
      setRunning(false);
    }
  }

  async function openXor() {
    const why = await view.visit(experiments[chosen().has(whole.key) ? 'tanh' : 'relu']);
    setText(status, why ?? 'XOR is open. Undo brings your network back.');
  }

  async function paint() {
    endPainting();
    const mine = chosen();
    call.hidden = true;
    setText(status, 'Getting your functions ready…');
    try {
      const { actors } = await stage(new Map([...mine].filter(([key]) => key !== 'start' && key !== 'update')), false);
      if (!actors) return;
      await fittingNetwork(view, 'relu');
      painting = actors;
      view.gradientsFrom({
        label: `your ${actors.backward.entry}`,
        async gradients({ network, parameters, rows, inputs, targets }) {
          const width = inputs.length / rows;
          const listed = Array.from({ length: rows }, (_, row) => Array.from(inputs.slice(row * width, (row + 1) * width)));
          try {
            const { slopes } = await lossAndSlopes(actors, { inputs: /** @type {number[][]} */ (listed), labels: Array.from(targets) }, layersOf(network, parameters));
            return Float32Array.from(flatSlopes(network, slopes));
          } catch (error) {
            throw error instanceof Parted ? new Error(`Your ${error.entry} gave no gradients: ${error.message}`) : error;
          }
        },
      });
      view.openLens('check');
      endButton.hidden = false;
      setText(status, 'Every link shows whether your gradient is the engine’s: see “Check”.');
    } catch (error) {
      say(error);
    }
  }

  function endPainting() {
    if (!painting) return;
    dismiss(/** @type {any} */ (painting));
    painting = null;
    view.gradientsFrom(null);
    if (document.activeElement === endButton) checkButton.focus();
    endButton.hidden = true;
    setText(status, '');
  }

  return {
    element,
    /** A challenge was solved, or another language is spoken. */
    refresh,
    /** Everything ends. */
    close() {
      wanted = false;
      endPainting();
    },
  };
}
