/**
 * @file The custom element `<glia-playground>`, for any page of any origin: an embed in a frame that is as high
 * as what it shows. README.md beside this file is its manual.
 *
 *   <script type="module" src="https://…/glia.js"></script>
 *   <glia-playground experiment="data=xor&layers=4:tanh" hide="track"></glia-playground>
 */

import { faultOf, fromEmbed, version } from './protocol.js';

/** @typedef {import('./protocol.js').State} State */

/** The embed's page lies beside this script. */
const page = new URL('embed.html', import.meta.url);

/** Height of the frame until the embed has told its own, in pixels. */
const heightAtFirst = 480;

/** Messages that become events of the element, under the same name. */
const events = new Set(['ready', 'state', 'progress', 'receipt', 'error']);

const style = `
  :host { display: block; }
  :host([hidden]) { display: none; }
  iframe { display: block; width: 100%; border: 0; }
`;

export class GliaPlayground extends HTMLElement {
  static observedAttributes = ['experiment', 'show', 'hide', 'sandboxed', 'loading'];

  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
    /** @type {HTMLIFrameElement | null} */
    this.frame = null;
    /** Whether the embed has spoken, and so can hear. */
    this.hears = false;
    /** @type {object[]} messages for an embed that cannot hear yet */
    this.unsent = [];
    /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
    this.waiting = new Map();
    this.lastId = 0;
    /** @type {State | null} */
    this.known = null;
    this.ownChange = false;
    /** @param {MessageEvent} event */
    this.listener = (event) => this.hear(event);
  }

  connectedCallback() {
    addEventListener('message', this.listener);
    this.load();
  }

  disconnectedCallback() {
    removeEventListener('message', this.listener);
    this.forget('The embed was taken out of the page.');
    this.frame?.remove();
    this.frame = null;
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (!this.frame || this.ownChange || before === after) return;
    if (name === 'sandboxed') this.load();
    else if (name === 'loading') this.frame.loading = this.loading;
    else this.ask('set', { [name]: after ?? '' }).catch(() => {}); // told by the event `error`
  }

  /** The experiment string. Changing it opens another run. */
  get experiment() {
    return this.getAttribute('experiment') ?? '';
  }

  set experiment(text) {
    this.setAttribute('experiment', text);
  }

  /** When the engine starts: 'lazy', when the element is first in sight, or 'eager', at once. @returns {'lazy' | 'eager'} */
  get loading() {
    return this.getAttribute('loading') === 'eager' ? 'eager' : 'lazy';
  }

  set loading(when) {
    this.setAttribute('loading', when);
  }

  /** What the embed last told of its run; null before the event `ready`. @returns {State | null} */
  get state() {
    return this.known;
  }

  get playing() {
    return this.known?.playing ?? false;
  }

  get step() {
    return this.known?.step ?? 0;
  }

  /** Each of these starts the engine if it does not run yet, and resolves with the state after it. @returns {Promise<State>} */
  play() {
    return this.ask('play');
  }

  /** @returns {Promise<State>} */
  pause() {
    return this.ask('pause');
  }

  /** Goes to a step, exact to the bit. @param {number} step @returns {Promise<State>} */
  seek(step) {
    return this.ask('seek', { step });
  }

  /** Makes steps. @param {number} [steps] @returns {Promise<State>} */
  advance(steps = 1) {
    return this.ask('step', { steps });
  }

  /** Asks the engine where it stands. @returns {Promise<State>} */
  askState() {
    return this.ask('ask', { what: 'state' });
  }

  /** What the run has come to, as a text that `glia verify` replays. @returns {Promise<string>} */
  async askReceipt() {
    return (await this.ask('ask', { what: 'receipt' })).text;
  }

  /** @private Makes the frame anew. */
  load() {
    this.forget('The embed was loaded again.');
    const url = new URL(page);
    for (const name of ['show', 'hide']) {
      const value = this.getAttribute(name);
      if (value !== null) url.searchParams.set(name, value);
    }
    if (this.loading === 'eager') url.searchParams.set('start', 'now');
    // The embed then leaves scrolling to us, and speaks with this page alone.
    url.searchParams.set('fit', '');
    if (/^https?:/.test(location.origin)) url.searchParams.set('origins', location.origin);
    url.hash = this.experiment;

    const frame = document.createElement('iframe');
    frame.title = 'Glia: a neural network to play with';
    frame.loading = this.loading;
    frame.referrerPolicy = 'origin'; // by which the embed knows whom it may answer
    frame.style.height = `${heightAtFirst}px`;
    if (this.hasAttribute('sandboxed')) frame.setAttribute('sandbox', 'allow-scripts allow-popups allow-popups-to-escape-sandbox');
    else frame.allow = 'clipboard-write';
    frame.src = url.href;
    const sheet = document.createElement('style');
    sheet.textContent = style;
    this.shadowRoot?.replaceChildren(sheet, frame);
    this.frame = frame;
  }

  /** @private What was under way with the frame before will not be answered. @param {string} why */
  forget(why) {
    for (const { reject } of this.waiting.values()) reject(new Error(why));
    this.waiting.clear();
    this.unsent = [];
    this.hears = false;
    this.known = null;
  }

  /** @private @param {string} type @param {Record<string, unknown>} [fields] @returns {Promise<any>} */
  ask(type, fields = {}) {
    if (!this.frame) return Promise.reject(new Error('This element is not in a page, so there is no embed to ask.'));
    this.frame.loading = 'eager'; // a frame that has not been loaded yet is now wanted
    const id = ++this.lastId;
    const message = { glia: version, type, ...fields, id };
    if (this.hears) this.send(message);
    else this.unsent.push(message);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** @private @param {object} message */
  send(message) {
    // A frame of opaque origin can be addressed in no other way; nothing secret is said.
    this.frame?.contentWindow?.postMessage(message, this.hasAttribute('sandboxed') ? '*' : page.origin);
  }

  /** @private @param {MessageEvent} event */
  hear({ source, origin, data }) {
    if (!this.frame || source !== this.frame.contentWindow) return;
    if (origin !== (this.hasAttribute('sandboxed') ? 'null' : page.origin) || faultOf(data, fromEmbed)) return;
    const { glia, type, answer = null, ...fields } = data;
    if (!this.hears) {
      this.hears = true;
      for (const message of this.unsent.splice(0)) this.send(message);
    }
    if (type === 'size') this.frame.style.height = `${fields.height}px`;
    if (type === 'ready' || type === 'state') this.keep(fields);
    if (type === 'progress' && this.known) this.known = { ...this.known, ...fields };
    if (answer !== null) this.settle(answer, type, fields);
    if (events.has(type)) this.dispatchEvent(new CustomEvent(type, { detail: fields }));
  }

  /** @private @param {any} fields */
  keep({ version: _, ...state }) {
    this.known = state;
    if (this.experiment === state.experiment) return;
    this.ownChange = true;
    this.setAttribute('experiment', state.experiment);
    this.ownChange = false;
  }

  /** @private @param {number} answer @param {string} type @param {any} fields */
  settle(answer, type, fields) {
    const question = this.waiting.get(answer);
    this.waiting.delete(answer);
    if (type === 'error') question?.reject(Object.assign(new Error(fields.message), { code: fields.code }));
    else question?.resolve(fields);
  }
}

if (!customElements.get('glia-playground')) customElements.define('glia-playground', GliaPlayground);
