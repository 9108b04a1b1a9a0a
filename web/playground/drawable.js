import { isShown } from './spaces.js';

/**
 * @file What a page can draw of what the engine can train: points and images in a space that has a view, drawn by the
 * engine itself or, where the page has a way to bring them, given along.
 *
 * @typedef {import('./types.js').Setting} Setting
 */

/** Rows that say how given data are made: they come with the data. */
const withData = new Set(['columns']);

/** Data sets whose classes come with the data, too. */
const ofFiles = ['table'];

/**
 * @param {Setting[]} table
 * @param {string[]} [brought] data sets whose points the page can give along
 */
export function drawable(table, brought = []) {
  const data = table.find(({ key }) => key === 'data');
  const drawnByEngine = table.find(({ key }) => key === 'points')?.when?.names;
  /** @param {import('./types.js').SettingChoice} choice */
  const fits = ({ name, space }) => isShown(space ?? 'plane') && (brought.includes(name) || (drawnByEngine?.includes(name) ?? true));
  /** A row about data sets none of which is drawn would never matter. @param {Setting} setting */
  const matters = ({ when }) => when?.key !== 'data' || (data?.choices?.some((choice) => fits(choice) && when.names.includes(choice.name)) ?? true);
  return {
    /** The table without what the page does not offer, and without rows that have a say nowhere else. */
    settings: table
      .filter((setting) => matters(setting) && !withData.has(setting.key))
      .map((setting) => {
        if (setting === data) return { ...setting, choices: setting.choices?.filter(fits) };
        const { key, when } = setting;
        return key === 'classes' && when ? { ...setting, when: { ...when, names: when.names.filter((name) => !ofFiles.includes(name)) } } : setting;
      }),
    /**
     * Why an experiment cannot be shown here, or null.
     * @param {Record<string, string>} values
     */
    refusal(values) {
      const choice = data?.choices?.find(({ name }) => name === values.data);
      if (choice && !fits(choice)) return `This page has no way to bring data for “${choice.label}”; the playground, the engine and build/glia train on it.`;
      return null;
    },
  };
}
