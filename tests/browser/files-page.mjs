// What the tests of files do with the page, and the files they bring.

/** @typedef {import('puppeteer-core').Page} Page */

/** Numbers that look random and are the same each time. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Four measurements of three kinds of flower. @param {number} rows */
export function flowers(rows) {
  const next = random(7);
  const lines = Array.from({ length: rows }, (_, i) => {
    const kind = i % 3;
    return `${(4 + kind + next()).toFixed(2)},${(3 + next()).toFixed(2)},${(1 + 2 * kind + next()).toFixed(2)},${(kind + next() / 2).toFixed(2)},${['alpina', 'borealis', 'campestris'][kind]}`;
  });
  return `sepal length,sepal width,petal length,petal width,kind\n${lines.join('\n')}\n`;
}

/** A price that follows from an area and an age. @param {number} rows */
export function houses(rows) {
  const next = random(11);
  const lines = Array.from({ length: rows }, () => {
    const [area, age] = [next() * 100, next() * 50];
    return `${(1000 + 3 * area - 4 * age).toFixed(2)};${area.toFixed(2)};${age.toFixed(2)}`;
  });
  return `price;area;age\n${lines.join('\n')}\n`;
}

/** Drops files onto the page. @param {Page} page @param {{ name: string, bytes: Uint8Array | string }[]} files @param {string} [selector] */
export async function drop(page, files, selector = 'body') {
  const sent = files.map(({ name, bytes }) => ({ name, letters: Buffer.from(bytes).toString('base64') }));
  await page.evaluate((list, at) => {
    const dataTransfer = new DataTransfer();
    for (const { name, letters } of list) dataTransfer.items.add(new File([Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))], name));
    for (const type of ['dragover', 'drop']) document.querySelector(at)?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, sent, selector);
}

/** Waits until the form has been answered. @param {Page} page */
export const settled = (page) => page.waitForFunction(() => {
  const [use] = [...document.querySelectorAll('.files-form .primary')];
  return use instanceof HTMLButtonElement && (!use.disabled || document.querySelector('.files-form .refusal:not([hidden])'));
});

/** @param {Page} page @param {string} text */
export async function press(page, text) {
  await page.evaluate((wanted) => {
    const found = [...document.querySelectorAll('dialog button, .toast button')].find((button) => button.textContent === wanted);
    /** @type {HTMLButtonElement} */ (found).click();
  }, text);
}

/** @param {Page} page @param {string} selector */
export const textOf = (page, selector) => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).innerText);

/** Waits until data are in use and the window is gone. @param {Page} page @param {string} data */
export async function untilUsed(page, data) {
  await page.waitForFunction((wanted) => /** @type {any} */ (globalThis).glia.opened.values.data === wanted && !document.querySelector('dialog'), {}, data);
}
