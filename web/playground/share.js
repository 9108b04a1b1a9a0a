import { h } from '../ui/dom.js';
import { refusal } from '../ui/field.js';
import { count } from '../ui/format.js';
import { popover } from '../ui/popover.js';
import { kindOf } from './files/kind.js';
import { givenKinds } from './own/store.js';
import { sentence } from './session.js';

/**
 * The Share button: copies the link, and shows it for where the clipboard is out of reach. Beside it the run itself,
 * weights and all, as a file to save and to open.
 *
 * @param {HTMLButtonElement} button
 * @param {object} page
 * @param {() => string} page.link
 * @param {() => import('./types.js').Opened | null} page.opened
 * @param {() => Promise<{ text: string }>} page.save
 * @param {(text: string) => Promise<unknown>} page.restore rejects with the sentence why not
 * @param {() => Promise<string>} page.hash
 * @param {(file: File) => void} page.openOther takes a file that is no saved run
 * @param {import('../ui/notice.js').Messages} messages
 */
export function shareButton(button, { link, opened, save, restore, hash, openOther }, messages) {
  const input = h('input', { type: 'text', readonly: true, 'aria-label': 'Link to this experiment', onfocus: () => input.select() });
  const status = h('p', { class: 'help', role: 'status' });
  const about = h('p', { class: 'help' });
  const chosen = h('input', { type: 'file', class: 'visually-hidden', tabindex: -1, 'aria-hidden': true });
  const refused = refusal(() => null);
  const { panel, close } = popover({
    button,
    label: 'Share this experiment',
    content: [
      h('h2', null, 'Link to this experiment'),
      h('label', { class: 'share-link' }, input),
      status,
      about,
      h('h2', null, 'The run itself'),
      h('p', { class: 'help' }, 'A file holds the weights, the optimizer’s memory and your points as they are now, and goes on from there bit for bit.'),
      h('div', { class: 'chips' },
        h('button', { type: 'button', class: 'button', id: 'save-file', onclick: () => void keep() }, 'Save as file'),
        h('button', { type: 'button', class: 'button', id: 'open-file', onclick: () => chosen.click() }, 'Open file'), chosen),
      refused.element,
    ],
    onOpen: async () => {
      refused.set(null);
      input.value = link();
      about.textContent = aboutLink(opened());
      try {
        await navigator.clipboard.writeText(input.value);
        status.textContent = 'Copied.';
      } catch {
        status.textContent = 'Copy it from the field.';
      }
    },
  });
  button.after(panel);

  async function keep() {
    try {
      const { text } = await save();
      const { step } = JSON.parse(text);
      const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      h('a', { href: url, download: `glia-step-${step}.json` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
      refused.set(null);
    } catch (error) {
      refused.set(sentence(error));
    }
  }

  /** @param {File} file @param {(sentence: string) => void} refuse */
  async function openFile(file, refuse) {
    try {
      await restore(await file.text());
      close();
      messages.dismiss('file');
      messages.toast(`“${file.name}” is open, at step ${count(opened()?.step ?? 0)}: weights ${await hash()}.`);
    } catch (error) {
      refuse(sentence(error));
    }
  }

  chosen.onchange = async () => {
    const [file] = chosen.files ?? [];
    if (file && (await kindOf(file)) === 'run') await openFile(file, refused.set);
    else if (file) {
      close();
      openOther(file);
    }
    chosen.value = '';
  };
  return {
    /** A saved run that was dropped or chosen elsewhere; rejects with the sentence why not. @param {File} file */
    openFile: (/** @type {File} */ file) => openFile(file, (said) => {
      throw new Error(`“${file.name}” cannot be opened. ${said} The run shown stays.`);
    }),
  };
}

/** What the link holds of the run, and what it does not. @param {import('./types.js').Opened | null} opened */
function aboutLink(opened) {
  if (opened && givenKinds.includes(opened.values.data)) return 'Your own data are not in it: no link can hold them. Only a file keeps the run with its points.';
  if (opened?.live) return `This run goes on from step ${count(opened.from ?? 0)} of another one. The link holds the settings now in force and begins at step 0; only a file keeps the run.`;
  return 'It opens the same data, network and initial weights, and learns the same numbers to the last bit. Weights changed by hand are not in it.';
}
