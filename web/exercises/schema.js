/**
 * Checks an exercise.json: what a teacher forgot is said in sentences, before any learner meets it.
 */

/** @type {Record<string, (value: any) => boolean>} */
const kinds = {
  text: (value) => typeof value === 'string' && value.length > 0,
  texts: (value) => Array.isArray(value) && value.length > 0 && value.every(kinds.text),
  list: (value) => Array.isArray(value) && value.length > 0,
  maybe: (value) => Array.isArray(value),
  object: (value) => value !== null && typeof value === 'object' && !Array.isArray(value),
  positive: (value) => typeof value === 'number' && value > 0,
  edits: (value) => Array.isArray(value) && value.length > 0 && value.every((pair) => Array.isArray(pair) && pair.length === 2 && kinds.text(pair[0]) && typeof pair[1] === 'string'),
  anything: (value) => value !== undefined,
};

/** @type {Record<string, Record<string, string>>} path → kind; a name ending in ? may be missing */
const forms = {
  exercise: {
    id: 'text', title: 'text', promise: 'text', statement: 'texts', functions: 'list', 'limits.load': 'positive', 'limits.call': 'positive',
    'limits.pass': 'positive', 'files.javascript.starter': 'text', 'files.javascript.solution': 'text', 'files.javascript.given?': 'text',
    'files.python.starter': 'text', 'files.python.solution': 'text', 'files.python.given?': 'text', hints: 'texts', wrong: 'maybe', 'live?': 'text',
  },
  function: {
    'names.javascript': 'text', 'names.python': 'text', parameters: 'list', returns: 'object', 'returns.say': 'text', recipe: 'texts',
    tolerance: 'positive', 'example.args': 'list', 'example.result': 'anything', tests: 'list', random: 'object', mutants: 'maybe',
  },
  parameter: { name: 'text', say: 'text' },
  test: { title: 'text', args: 'list', 'accept?': 'object', 'accept.recipe?': 'texts', 'accept.below?': 'positive', 'accept.say?': 'text' },
  mutant: { id: 'text', say: 'text', recipe: 'edits', 'edits.javascript': 'edits', 'edits.python': 'edits' },
  wrong: { about: 'text', message: 'text', 'file?': 'text', 'edits?': 'object' },
};

/** @param {any} data @param {string} form @param {string} place @returns {string[]} */
function misfits(data, form, place) {
  if (!kinds.object(data)) return [`${place} must be an object.`];
  const faults = [];
  const roots = new Set(Object.keys(forms[form]).map((path) => path.split(/[.?]/)[0]));
  for (const [entry, kind] of Object.entries(forms[form])) {
    const path = entry.replace('?', '');
    const value = path.split('.').reduce((part, key) => part?.[key], data);
    if (entry.endsWith('?') && value === undefined) continue;
    if (!kinds[kind](value)) faults.push(`${place}: “${path}” is missing or is not of the kind “${kind}”.`);
  }
  if (form !== 'parameter') {
    for (const name of Object.keys(data)) if (!roots.has(name) && name !== 'format') faults.push(`${place}: there is no “${name}”.`);
  }
  return faults;
}

/** @param {any} numbers of a parameter @param {Record<string, number[]>} lengths @param {string} place @returns {string[]} */
function drawFaults(numbers, lengths, place) {
  if (numbers.fields) return Object.entries(numbers.fields).flatMap(([name, part]) => drawFaults(part, lengths, `${place}.${name}`));
  const used = [...(numbers.shape ?? []), ...(numbers.layers ?? []), ...(typeof numbers.labels === 'string' ? [numbers.labels] : [])];
  const faults = used.filter((name) => !(name in lengths)).map((name) => `${place} names “${name}”, which “random” does not list.`);
  if (numbers.choices) return kinds.list(numbers.choices) ? faults : [...faults, `${place}: “choices” must be a list.`];
  if (!numbers.shape && !numbers.layers) faults.push(`${place} needs “shape”, “layers”, “fields” or “choices”.`);
  if (numbers.labels === undefined && !numbers.probabilities && !(numbers.from < numbers.to && Number.isInteger(numbers.decimals))) {
    faults.push(`${place} needs “from” below “to”, and “decimals”.`);
  }
  return faults;
}

/** @param {any} task @param {string} place @returns {string[]} */
function taskFaults(task, place) {
  const faults = misfits(task, 'function', place);
  if (faults.length > 0) return faults;
  const { parameters, tests, random, mutants, example, recipe } = task;
  for (const [i, each] of parameters.entries()) faults.push(...misfits(each, 'parameter', `${place}, parameter ${i + 1}`));
  for (const [i, each] of tests.entries()) faults.push(...misfits(each, 'test', `${place}, test ${i + 1}`));
  for (const each of mutants) faults.push(...misfits(each, 'mutant', `${place}, mutant ${each?.id}`));
  if (faults.length > 0) return faults;
  for (const { title, args } of [...tests, { title: 'example', args: example.args }]) {
    if (args.length !== parameters.length) faults.push(`${place}: “${title}” must have ${parameters.length} arguments.`);
  }
  const counts = new Set(Object.values(random).map((sizes) => /** @type {any} */ (sizes).length));
  if (counts.size !== 1 || counts.has(0)) faults.push(`${place}: the lengths in “random” must be lists of one length.`);
  for (const parameter of parameters) faults.push(...drawFaults(parameter, random, `${place}, ${parameter.name}`));
  const text = recipe.join('\n');
  for (const mutant of mutants) {
    let rest = text;
    for (const [from, to] of mutant.recipe) {
      if (!rest.includes(from)) faults.push(`${place}, mutant ${mutant.id}: “${from}” does not occur in the recipe.`);
      rest = rest.replace(from, () => to);
    }
  }
  return faults;
}

/**
 * @param {any} data a parsed exercise.json
 * @returns {string[]} one sentence for each thing that is missing or wrong
 */
export function faultsOf(data) {
  if (!kinds.object(data)) return ['exercise.json must hold one object.'];
  const faults = data.format === 2 ? [] : ['“format” must be 2.'];
  faults.push(...misfits(data, 'exercise', 'exercise.json'));
  if (faults.length > 0) return faults;
  const { functions, hints, wrong } = data;
  for (const [i, task] of functions.entries()) faults.push(...taskFaults(task, `function ${i + 1}`));
  if (hints.length !== 3) faults.push('There must be three hints.');
  for (const [i, each] of wrong.entries()) {
    faults.push(...misfits(each, 'wrong', `wrong answer ${i + 1}`));
    if ((each.file === undefined) === (each.edits === undefined)) faults.push(`wrong answer ${i + 1} needs either a “file” or “edits”.`);
  }
  if (faults.length > 0) return faults;
  const mutants = functions.flatMap((/** @type {any} */ task) => task.mutants);
  if (mutants.length < 6) faults.push(`There are ${mutants.length} mutants; there must be at least 6.`);
  const names = mutants.map((/** @type {any} */ mutant) => mutant.id);
  if (new Set(names).size < names.length) faults.push('Two mutants have the same id.');
  return faults;
}
