import { chips } from '../../ui/choice.js';
import { h, reveal, setText } from '../../ui/dom.js';
import { field, refusal } from '../../ui/field.js';
import { count, precise, upper } from '../../ui/format.js';
import { sentence } from '../session.js';
import { compareChart } from './compare-chart.js';
import { figuresRow, figuresTable, markOf, openRun } from './compare-series.js';
import { compose, racables } from './compare-words.js';

/**
 * “Race” of the lens “Compare”: several values of one setting, side by side in the engine, step by step
 * together. The run on the page is paused when a race starts; played again, the two share the time.
 * @typedef {import('../types.js').Page} Page
 * @typedef {import('./compare-words.js').Racable} Racable
 *
 * @typedef {object} Racer
 * @property {string} name the value in words @property {string} experiment
 * @property {boolean} own whether it starts from the weights its experiment draws by itself
 * @property {import('../types.js').RaceHistory | null} history @property {import('../types.js').Snapshot | null} now
 */

const most = 8;
const titles = new Map([['network', 'Network'], ['training', 'Training'], ['data', 'Data']]);

/** About how long the engine works before the lines grow again, in milliseconds. */
const turn = 80;

/** @param {Page} page @param {() => void} toPage called before a run is opened on the page */
export function racePart(page, toPage) {
  const table = page.client.settings.settings;
  /** @type {Racable[]} */
  let offered = [];
  let key = 'optimizer';
  /** The values ticked of each setting, by name. @type {Map<string, string[]>} */
  const ticked = new Map();
  /** Numbers added by hand. @type {Map<string, string[]>} */
  const added = new Map();
  let steps = 2000;
  /** @type {Racer[]} */
  let racers = [];
  /** @type {'idle' | 'running' | 'paused' | 'over'} */
  let state = 'idle';
  let step = 0;
  let goal = 0;
  /** Counts races, so that answers for an older one are let go. */
  let heat = 0;
  /** The race that steps are being asked for at the moment. */
  let asking = 0;
  let beginning = false;

  const select = h('select', { class: 'entry', onchange: () => {
    key = select.value;
    // Another seed draws other weights: that is most of what one wants to see of it.
    share.checked = key !== 'seed';
    showOptions();
  } });
  const options = h('div', { class: 'compare-options' });
  const share = h('input', { type: 'checkbox', checked: true });
  const shareRow = h('label', { class: 'compare-check' }, share, 'All begin with the same weights');
  const refused = refusal(() => null);
  const stepsField = field({ label: 'Steps', onCommit: setSteps });
  stepsField.set(String(steps));
  const setup = h('details', { open: true },
    h('summary', null, 'What races'),
    h('label', { class: 'compare-setting' }, h('span', null, 'Setting'), select),
    options, shareRow, stepsField.element);
  const start = h('button', { type: 'button', class: 'button compare-start', onclick: () => void begin() }, 'Start the race');
  const pause = h('button', { type: 'button', class: 'button', hidden: true, onclick: () => (state === 'running' ? rest() : go()) }, 'Pause');
  const stop = h('button', { type: 'button', class: 'button', hidden: true, onclick: () => end('Stopped') }, 'Stop');
  const progress = h('p', { class: 'help compare-progress' });
  const news = h('p', { class: 'visually-hidden', role: 'status' });
  const chart = compareChart(page.palette, { what: 'racer' });
  const result = figuresTable('Ranking', false);
  result.element.hidden = true;
  const element = h('div', { class: 'compare-part' }, setup, refused.element, h('div', { class: 'compare-buttons' }, start, pause, stop), progress, news, chart.element, result.element);

  /** @param {string} text */
  function setSteps(text) {
    const wanted = Number(text);
    const right = Number.isSafeInteger(wanted) && wanted >= 1 && wanted <= 1e6;
    if (right) steps = wanted;
    refused.set(right ? null : `“${text}” cannot be the number of steps; it is a whole number from 1 to ${count(1e6)}.`);
    stepsField.set(String(steps));
  }

  const chosen = () => offered.find((one) => one.key === key) ?? offered[0];

  /** @param {Racable} of */
  const allOptions = (of) => [
    ...of.options,
    ...(added.get(of.key) ?? []).filter((name) => !of.options.some((option) => option.name === name)).map((name) => ({ name, label: name })),
  ];

  function showSettings() {
    const groups = [...new Set(offered.map(({ group }) => group))];
    select.replaceChildren(...groups.map((group) =>
      h('optgroup', { label: titles.get(group) ?? upper(group) },
        ...offered.filter((one) => one.group === group).map((one) => h('option', { value: one.key }, one.label)))));
    key = chosen()?.key ?? key;
    select.value = key;
    showOptions();
  }

  function showOptions() {
    const of = chosen();
    if (!of) return;
    const list = allOptions(of);
    const known = (ticked.get(of.key) ?? firstTicks(of)).filter((name) => list.some((option) => option.name === name));
    const set = chips({
      label: `${of.label}: values that race`,
      choices: list,
      onChoose: (names) => {
        if (names.length > most) {
          refused.set(`At most ${most} can race.`);
          set.set(ticked.get(of.key) ?? known);
        } else {
          refused.set(null);
          ticked.set(of.key, names);
          set.set(names);
          ready();
        }
      },
    });
    set.set(known);
    ticked.set(of.key, known);
    const other = of.number && field({ label: 'Another value', onCommit: (text) => void add(of, text) });
    options.replaceChildren(set.element, ...(other ? [other.element] : []));
    ready();
  }

  /** The present value and what stands next to it. @param {Racable} of */
  function firstTicks({ options: list, current, key: of }) {
    if (of === 'optimizer') return list.filter(({ name }) => ['sgd', 'momentum', 'rmsprop', 'adam'].includes(name)).map(({ name }) => name);
    const at = Math.max(0, list.findIndex(({ name }) => name === current));
    const from = Math.max(0, Math.min(at - 1, list.length - 4));
    return list.slice(from, from + 4).map(({ name }) => name);
  }

  /** A number that was typed; the engine says whether it may be. @param {Racable} of @param {string} text */
  async function add(of, text) {
    try {
      const { values } = await page.client.check(compose(table, { ...page.opened?.values, ...of.patch(text) }));
      const name = values[of.key];
      const names = ticked.get(of.key) ?? [];
      if (!allOptions(of).some((option) => option.name === name)) added.set(of.key, [...(added.get(of.key) ?? []), name]);
      if (!names.includes(name) && names.length < most) ticked.set(of.key, [...names, name]);
      refused.set(null);
      showOptions();
    } catch (error) {
      refused.set(sentence(error));
    }
  }

  function ready() {
    const number = (ticked.get(key) ?? []).length;
    start.disabled = number < 2;
    start.title = number < 2 ? 'Choose at least two values' : '';
    setText(start, state === 'idle' ? 'Start the race' : 'New race');
  }

  async function begin() {
    const of = chosen();
    const { opened } = page;
    if (!of || !opened || beginning) return;
    beginning = true;
    refused.set(null);
    page.pause();
    try {
      const entries = await Promise.all(allOptions(of).filter(({ name }) => ticked.get(of.key)?.includes(name)).map(async ({ name, label }) => {
        const { experiment } = await page.client.check(compose(table, { ...opened.values, ...of.patch(name) })).catch((error) => {
          throw new Error(`${label} cannot race: ${sentence(error)}`);
        });
        return { name: label, experiment };
      }));
      const drawn = table.find((row) => row.key === 'points')?.when?.names;
      const given = drawn && !drawn.includes(opened.values.data) ? opened.dataset : null;
      const { own: owns } = await page.client.race({
        experiments: entries.map(({ experiment }) => experiment),
        share: share.checked,
        ...(given ? { x: given.x, y: given.y, test: given.test } : {}),
      });
      heat += 1;
      racers = entries.map((entry, i) => ({ ...entry, own: owns[i], history: null, now: null }));
      step = 0;
      goal = steps;
      setText(setup.firstElementChild ?? setup, `What races: ${of.label}`);
      setup.open = false;
      setText(news, `${racers.length} runs race for ${count(goal)} steps.`);
      go();
    } catch (error) {
      refused.set(sentence(error));
    }
    beginning = false;
  }

  function go() {
    if (state === 'over' && step >= goal) goal += steps;
    state = 'running';
    buttons();
    if (asking !== heat) void run(heat);
  }

  /** Asks for so many steps at a time as fill a turn, and draws. @param {number} own */
  async function run(own) {
    asking = own;
    let portion = 1;
    try {
      while (own === heat && isRunning() && step < goal) {
        const begun = performance.now();
        const part = Math.min(portion, goal - step);
        const snapshots = await page.client.raceAdvance(part);
        const histories = await page.client.raceHistory();
        if (own !== heat) return;
        step += part;
        racers.forEach((racer, i) => {
          racer.now = snapshots[i];
          racer.history = histories[i];
        });
        show();
        if (step === part) reveal(chart.element);
        const took = performance.now() - begun;
        portion = Math.max(1, Math.min(portion * 2, Math.round((part * turn) / Math.max(1, took))));
        // Everything may be worked off at once; the eye still gets each picture.
        await new Promise((resolve) => setTimeout(resolve, 16));
      }
      if (own === heat && step >= goal) finish();
    } catch (error) {
      if (own === heat) {
        state = 'over';
        buttons();
        refused.set(sentence(error));
      }
    }
    if (asking === own) asking = 0;
  }

  const isRunning = () => state === 'running';

  function rest() {
    state = 'paused';
    show();
    buttons();
  }

  function finish() {
    state = 'over';
    show();
    buttons();
    const [first] = ranked();
    if (first?.now) setText(news, `The race is over. First is ${markOf(racers.indexOf(first)).letter}, ${first.name}: ${rankedBy()} ${precise(figure(first))}.`);
  }

  /** Ends the race for good; what it showed stays. @param {string} why */
  function end(why) {
    heat += 1;
    state = 'idle';
    page.client.raceClose().catch(() => {});
    show();
    buttons();
    setText(progress, `${why} at step ${count(step)}.`);
  }

  function buttons() {
    pause.hidden = state === 'idle';
    stop.hidden = state === 'idle' || state === 'over';
    setText(pause, state === 'running' ? 'Pause' : state === 'paused' ? 'Go on' : `${count(steps)} more`);
    ready();
  }

  const hasTest = () => racers.some(({ now }) => now && Number.isFinite(now.testLoss));
  const rankedBy = () => (hasTest() ? 'test loss' : 'training loss');
  /** @param {Racer} racer */
  const figure = ({ now }) => (now ? (hasTest() ? now.testLoss : now.loss) : Infinity);
  /** The diverged come last, as does what is not a number. */
  const ranked = () => [...racers].sort((a, b) => {
    const [x, y] = [a, b].map((racer) => (racer.now?.diverged || !Number.isFinite(figure(racer)) ? Infinity : figure(racer)));
    return x === y ? 0 : x - y;
  });

  function show() {
    const running = state === 'running' && step < goal;
    if (running) setText(progress, `Step ${count(step)} of ${count(goal)}. ${page.playing ? 'The run on the page plays too: they share the engine’s time.' : 'The run on the page waits meanwhile.'}`);
    else setText(progress, state === 'paused' ? `Paused at step ${count(step)} of ${count(goal)}.` : racers.length ? `Over after ${count(step)} steps.` : '');
    chart.set(racers.flatMap(({ history }, slot) => (history ? [{ slot, ...history }] : [])));
    result.element.hidden = !racers.some(({ now }) => now);
    // While it runs the rows keep their places.
    const order = running ? racers : ranked();
    setText(result.title, running ? 'So far' : `Ranking by ${rankedBy()}`);
    const focused = document.activeElement instanceof HTMLElement && result.body.contains(document.activeElement) ? document.activeElement.dataset.racer : null;
    result.body.replaceChildren(...order.flatMap((racer) => {
      const { now, history, name } = racer;
      if (!now || !history) return [];
      return figuresRow({ slot: racers.indexOf(racer), name, figures: { ...now, diverged: now.diverged !== null, cost: history.cost }, onOpen: () => void open(racer) });
    }));
    if (focused) /** @type {HTMLElement | null} */ (result.body.querySelector(`[data-racer="${focused}"]`))?.focus();
  }

  /** @param {Racer} racer */
  async function open(racer) {
    if (state === 'running') rest();
    toPage();
    const why = await openRun(page, racer.experiment, racer.now?.step ?? 0).catch(sentence);
    if (why) page.toast(why);
    else if (!racer.own) page.toast(`${upper(racer.name)} begins from weights of its own here; in the race it began from those of the first.`);
  }

  return {
    element,
    /** Another run is open: other settings can be raced. The race goes on. */
    opened() {
      if (page.opened) offered = racables(page.table, page.opened);
      showSettings();
    },
    redraw: () => chart.redraw(),
  };
}
