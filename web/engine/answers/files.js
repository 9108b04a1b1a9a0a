/** @file Answers about files: tables, images. Their module is loaded at the first question. */

/**
 * @param {import('./state.js').State} state
 * @param {() => Promise<import('../files.js').Files>} loadFiles
 * @returns {Record<string, import('./state.js').Answer>}
 */
export function filesAnswers(state, loadFiles) {
  /** @type {Promise<import('../files.js').Files> | null} */
  let loading = null;
  /** @type {import('../files.js').Table | null} */
  let table = null;

  const files = () => {
    loading ??= loadFiles().catch((error) => {
      loading = null; // the next file tries again
      throw error;
    });
    return loading;
  };

  return {
    async csv({ bytes, options }) {
      const reader = await files();
      const next = reader.csv(await reader.unpack(bytes), options ?? {});
      table?.free();
      table = next;
      return next.describe();
    },
    table({ options }) {
      if (!table) throw state.failure('bad_argument', 'No table was read yet; ask for csv first.');
      return table.select(options ?? {});
    },
    idx: async ({ bytes, labels, options }) => (await files()).idx(bytes, labels ?? null, options ?? {}),
  };
}
