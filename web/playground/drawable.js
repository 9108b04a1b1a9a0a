import { isShown } from './spaces.js';

/**
 * @file What this page can draw of what the engine can train: points and images that the engine draws itself,
 * in a space that has a view. What is given along is for programs so far.
 *
 * @typedef {import('./types.js').Setting} Setting
 */

/** @param {Setting[]} table */
export function drawable(table) {
  const data = table.find(({ key }) => key === 'data');
  const drawnByEngine = table.find(({ key }) => key === 'points')?.when?.names;
  /** @param {import('./types.js').SettingChoice} choice */
  const fits = ({ name, space }) => isShown(space ?? 'plane') && (drawnByEngine?.includes(name) ?? true);
  /** A row about data sets none of which is drawn would never matter. @param {Setting} setting */
  const matters = ({ when }) => when?.key !== 'data' || (data?.choices?.some((choice) => fits(choice) && when.names.includes(choice.name)) ?? true);
  return {
    /** The table without what the page does not offer, and without rows that have a say nowhere else. */
    settings: table
      .filter(matters)
      .map((setting) => (setting === data ? { ...setting, choices: setting.choices?.filter(fits) } : setting)),
    /**
     * Why an experiment cannot be shown here, or null.
     * @param {Record<string, string>} values
     */
    refusal(values) {
      const choice = data?.choices?.find(({ name }) => name === values.data);
      if (choice && !fits(choice)) return `The playground does not draw the data set “${choice.label}” yet; the engine and build/glia train on it.`;
      return null;
    },
  };
}
