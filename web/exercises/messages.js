/**
 * What happened to the learner's code, in words.
 *
 * @typedef {import('./channel.js').Problem | import('./channel.js').Thrown | import('./channel.js').Late
 *   | import('./channel.js').Broken} Happening
 * @param {Happening} happening
 * @param {{ entry: string, limits: import('./content.js').Exercise['limits'], language?: import('./content.js').Language }} about
 *   entry: name of the function it is about
 * @returns {string}
 */
export function whatHappened(happening, { entry, limits, language = 'javascript' }) {
  if (happening.kind === 'late') {
    return `no answer after ${seconds(happening.milliseconds)}: the time limit ended the run. Is there a loop that never stops?`;
  }
  const threw = language === 'python' ? 'raised' : 'threw';
  if (happening.kind === 'thrown') return `the code ${threw} an error${at(happening.line)}: ${errorText(happening)}`;
  if (happening.kind === 'broken') return 'the sandbox gave an answer that is not a result, or ended by itself.';
  switch (happening.problem) {
    case 'syntax':
      if (happening.words) return happening.words;
      return `the code cannot be read${at(happening.line)}: ${happening.text.replace(/[.?!]?$/, (end) => end || '.')} ${language === 'python' ? 'Python' : 'JavaScript'} stopped there; the slip may be a little before.`;
    case 'load':
      return `the code ${threw} an error${at(happening.line)}, before ${entry} was called: ${errorText(happening)}`;
    case 'missing':
      return `there is no function named ${entry}.`;
    case 'notFunction':
      return `${entry} is not a function but ${happening.text || 'something else'}.`;
    case 'late':
      return `the code did not finish loading within ${seconds(limits.load)}: the time limit ended the run. Is there a loop that never stops outside the function?`;
    case 'start':
      return 'the sandbox did not start. Reloading the page may help; your code is kept.';
    default:
      return 'the sandbox gave an answer that is not a result, or ended by itself.';
  }
}

/** @param {number} milliseconds */
const seconds = (milliseconds) => `${milliseconds / 1000} ${milliseconds === 1000 ? 'second' : 'seconds'}`;

/** @param {number} line */
const at = (line) => (line > 0 ? ` in line ${line}` : '');

/** @param {{ name: string, text: string, own?: boolean }} error */
const errorText = ({ name, text, own }) => {
  const said = own ? text : `${name || 'Error'}${text ? `: ${text}` : ''}`;
  const deep = /call stack|recursion/i.test(text) ? ' The function calls itself without end.' : '';
  return said.replace(/\.?$/, '.') + deep;
};

/** Where JavaScript gives a function a name. */
const definitions = /\bfunction\s*\*?\s*([\w$]+)|\b(?:const|let|var)\s+([\w$]+)\s*=/g;

/**
 * A hint when the function wanted is missing but another is there.
 * @param {string} code @param {string} entry @param {import('./content.js').Language} [language]
 */
export function misnamed(code, entry, language = 'javascript') {
  const named = language === 'python' ? /^(?:async +)?def\s+(\w+)|^(\w+)\s*=(?!=)/gm : definitions;
  const names = [...code.matchAll(named)].map((match) => match[1] ?? match[2]);
  const same = names.find((name) => name.toLowerCase() === entry.toLowerCase());
  if (same) return ` There is ${same}: capital and small letters count.`;
  return names.length > 0 ? ` The code defines ${names[0]}: was it renamed?` : ` The code must define it: ${language === 'python' ? `def ${entry}(…):` : `function ${entry}(…) { … }`}`;
}
