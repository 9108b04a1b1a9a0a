/**
 * @file Words as numbers, and one layer of attention over them, both set by hand: a model would have learned them. Data
 * for the figure of attention; the arithmetic is the engine's.
 */

/** What a word's numbers mean. Four more tell its position. */
export const features = ['person', 'animal', 'thing', 'action', 'quality', 'link', 'asks who', 'asks what'];

/** Those that a word takes over from others. */
export const carried = ['person', 'animal', 'thing', 'action', 'quality'];

export const positionNumbers = 4;

/** How much slower the slow pair of position numbers turns than the fast one, squared. */
export const positionBase = 16;

export const numbers = features.length + positionNumbers;

export const heads = [
  { name: 'what is meant', about: 'Its queries ask for kinds of words: “it” asks for animals and things, an action for those who act.' },
  { name: 'the word before', about: 'Its queries ask for the position one before.' },
];

/** @param {string} feature @param {string} words @returns {[string, string][]} */
const all = (feature, words) => words.split(' ').map((word) => [word, feature]);

/** Each word's one feature. */
const meanings = new Map([
  ...all('person', 'anna ben child children doctor girl boy king man mother people queen teacher woman'),
  ...all('animal', 'bird birds cat cats cow dog dogs fish fox horse lion mouse wolf'),
  ...all('thing', 'apple ball bed book boat box bread car cheese cup door house letter milk moon river robot stone street sun table tree wall water'),
  ...all('action', 'ate ran read sat saw slept sang flew fell found gave jumped liked loved made rolled threw took wrote chased drank kept opened went'),
  ...all('quality', 'big blue brown cold fast full green happy heavy hot hungry lazy new old open red sad slow small thirsty tired warm white young'),
  ...all('link', 'a an and away because but down in into off on out over so that the then to under until up was were with'),
  ...all('asks who', 'he she him her'),
  ...all('asks what', 'it its'),
]);

/** Sentences to begin with. */
export const sentences = ['the cat sat down because it was tired', 'Anna read the old book and loved it', 'the robot saw a small bird and it flew'];

/** The words of a sentence, without its signs. @param {string} sentence */
export const wordsOf = (sentence) => sentence.split(/[^\p{L}’'-]+/u).filter(Boolean);

/** Whether a word's meaning is known here. @param {string} word */
export const isKnown = (word) => meanings.has(word.toLowerCase());

/** A word's numbers but for its position. @param {string} word */
export const numbersOf = (word) => features.map((feature) => Number(meanings.get(word.toLowerCase()) === feature));

/** What a head looks for and what it finds, by feature: how strongly a word of one feature asks for words of another. @type {Record<string, Record<string, number>>} */
const asks = {
  'asks who': { person: 10 },
  'asks what': { animal: 10, thing: 8 },
  action: { person: 8, animal: 8, thing: 5 },
  quality: { animal: 7, thing: 7, person: 4 },
  person: { quality: 7 },
  animal: { quality: 7 },
  thing: { quality: 7 },
};

/** Sine and cosine of one position, for the fast and the slow pair: what turns a position into the one before. */
const turns = [[0.841471, 0.5403023], [0.247404, 0.9689124]];

/** How sharply the second head tells neighbours apart. */
const sharpness = 12;

/** The layer's weights, as the engine's `multihead` takes them. */
export function layer() {
  const size = numbers / heads.length;
  const row = () => new Array(numbers).fill(0);
  /** Rows for queries, keys and values; in each the first half is the first head's. */
  const [queries, keys, values] = [0, 1, 2].map(() => Array.from({ length: numbers }, row));
  carried.forEach((wanted, channel) => {
    for (const [asking, wishes] of Object.entries(asks)) queries[channel][features.indexOf(asking)] = wishes[wanted] ?? 0;
    keys[channel][features.indexOf(wanted)] = 1;
    for (const half of [0, size]) values[half + channel][features.indexOf(wanted)] = 1;
  });
  turns.forEach(([sine, cosine], pair) => {
    const [from, to] = [features.length + 2 * pair, size + 2 * pair];
    queries[to][from] = sharpness * cosine;
    queries[to][from + 1] = -sharpness * sine;
    queries[to + 1][from] = sharpness * sine;
    queries[to + 1][from + 1] = sharpness * cosine;
    keys[to][from] = keys[to + 1][from + 1] = 1;
  });
  const whole = Array.from({ length: numbers }, (_, i) => row().map((_, j) => Number(i === j)));
  return { wIn: [queries, keys, values].flat(2), bIn: new Array(3 * numbers).fill(0), wOut: whole.flat(), bOut: row() };
}
