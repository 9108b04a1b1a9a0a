/**
 * @file What this page can draw of what the engine can train: two classes or values in the plane, and
 * images, all drawn by the engine itself. Curves, what is given along and more classes in the plane are for
 * programs so far.
 *
 * @typedef {import('./types.js').Setting} Setting
 */

/** Rows of the table whose control would only lead to what cannot be drawn. */
const undrawn = new Set(['classes']);

/** Where the points of a data set must lie. */
const spaces = new Set(['plane', 'image']);

/** @param {Setting[]} table */
export function drawable(table) {
  const data = table.find(({ key }) => key === 'data');
  const drawnByEngine = table.find(({ key }) => key === 'points')?.when?.names;
  /** @param {import('./types.js').SettingChoice} choice */
  const fits = ({ name, space }) => spaces.has(space ?? 'plane') && (drawnByEngine?.includes(name) ?? true);
  /** A row about data sets none of which is drawn would never matter. @param {Setting} setting */
  const matters = ({ when }) => when?.key !== 'data' || (data?.choices?.some((choice) => fits(choice) && when.names.includes(choice.name)) ?? true);
  return {
    /** The table without what the page does not offer. */
    settings: table
      .filter((setting) => !undrawn.has(setting.key) && matters(setting))
      .map((setting) => (setting === data ? { ...setting, choices: setting.choices?.filter(fits) } : setting)),
    /**
     * Why an experiment cannot be shown here, or null.
     * @param {Record<string, string>} values
     */
    refusal(values) {
      const choice = data?.choices?.find(({ name }) => name === values.data);
      if (choice && !fits(choice)) return `The playground does not draw the data set “${choice.label}” yet; the engine and build/glia train on it.`;
      const classes = table.find(({ key }) => key === 'classes');
      if (classes?.when?.names.includes(values.data) && Number(values.classes) > 2) {
        return 'The playground draws two classes so far; the engine and build/glia train on more.';
      }
      return null;
    },
  };
}
