// Waiting for a state, never for a time: what a test says must not depend on how fast the machine is.

/** How long anything waited for may take, in milliseconds: far longer than any machine needs. */
export const patience = 60_000;

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Asks again and again until it is so.
 * @param {() => Promise<boolean>} condition @param {string} what is to be so, as a sentence, for the failure
 */
export async function become(condition, what) {
  for (const end = Date.now() + patience; !(await condition()); await pause(100)) {
    if (Date.now() > end) throw new Error(`After ${patience / 1000} seconds it is still not so that ${what}.`);
  }
}

/**
 * What is read once it no longer changes: three looks in a row are alike.
 * @template T
 * @param {() => Promise<T>} read something that JSON can say @returns {Promise<T>}
 */
export async function atRest(read) {
  let last = '';
  let alike = 0;
  for (const end = Date.now() + patience; Date.now() < end; await pause(200)) {
    const found = await read();
    const now = JSON.stringify(found);
    alike = now === last ? alike + 1 : 0;
    last = now;
    if (alike === 2) return found;
  }
  throw new Error(`It does not come to rest: ${last.slice(0, 200)}`);
}
