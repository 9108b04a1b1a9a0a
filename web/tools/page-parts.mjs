// What the pages of the site have in common: the first lines of the head, the sign, the header. A page names a part in a
// comment on a line of its own, with the fields it takes, and the builder puts the part in its place:
//
//     <!-- part: header here="learn" -->

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cg stroke='%237a86d8' stroke-width='2.6' fill='none'%3E%3Cpath d='M7 8C16 8 16 16 25 16M7 24C16 24 16 16 25 16'/%3E%3C/g%3E%3Ccircle cx='7' cy='8' r='4.6' fill='%233b4cc0'/%3E%3Crect x='2.8' y='19.8' width='8.4' height='8.4' fill='%23e07b1a'/%3E%3Ccircle cx='25' cy='16' r='5' fill='%233b4cc0'/%3E%3C/svg%3E";

/** What a page may load: its own files and nothing else. @type {Record<string, string>} */
const page = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'connect-src': "'self'",
  'worker-src': "'self'",
  'frame-src': "'self'",
  'font-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** An embed opens no frame of its own; where its origin is opaque, its worker starts from a blob (engine/start.js). */
const { 'frame-src': _, 'font-src': __, ...framed } = page;
const embed = { ...framed, 'script-src': `${page['script-src']} blob:`, 'worker-src': `${page['worker-src']} blob:` };

/** @param {Record<string, string>} policy */
const written = (policy) => Object.entries(policy).map((each) => each.join(' ')).join('; ');

/** @typedef {(fields: Record<string, string>) => string} Part */

/** @type {Record<string, { fields: string[], make: Part }>} */
const parts = {
  /** Everything before the title. kind: 'embed' for the page in other pages' frames, which no tab shows. */
  head: {
    fields: ['kind'],
    make: ({ kind }) => `<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta http-equiv="Content-Security-Policy" content="${written(kind === 'embed' ? embed : page)}" />
<link rel="icon" href="${kind === 'embed' ? 'data:,' : icon}" />`,
  },
  /** The sign, in the colours of theme.css. size: in pixels. */
  sign: {
    fields: ['size'],
    make: ({ size = '24' }) => `<svg viewBox="0 0 32 32" width="${size}" height="${size}" aria-hidden="true">
  <path d="M7 8C16 8 16 16 25 16M7 24C16 24 16 16 25 16" class="brand-link" />
  <circle cx="7" cy="8" r="4.6" class="brand-positive" />
  <rect x="2.8" y="19.8" width="8.4" height="8.4" rx="1.5" class="brand-negative" />
  <circle cx="25" cy="16" r="5" class="brand-positive" />
</svg>`,
  },
  /** The header of a page to read. root: the path to the site's top folder; here: 'page' on the overview itself. */
  header: {
    fields: ['root', 'here'],
    make: ({ root = '', here = 'true' }) => `<header>
  <p class="brand">
    <a href="${root}index.html">
      ${part('sign').replaceAll('\n', '\n      ')}
      Glia
    </a>
  </p>
  <nav aria-label="Pages"><a href="${root}index.html">Playground</a><a href="${root}learn.html" aria-current="${here}">Learn</a></nav>
  <div class="end">
    ${part('theme')}
  </div>
</header>`,
  },
  /** The button whose name and picture ui/theme-choice.js gives. */
  theme: { fields: [], make: () => '<button type="button" class="button" id="theme" aria-label="Theme"></button>' },
};

/**
 * One part.
 * @param {string} name @param {Record<string, string>} [fields]
 * @returns {string} HTML, its first line without margin
 */
export function part(name, fields = {}) {
  if (!Object.hasOwn(parts, name)) throw new Error(`there is no part “${name}”; there are ${Object.keys(parts).join(', ')}`);
  const { fields: known, make } = parts[name];
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  if (unknown) throw new Error(`the part “${name}” takes no “${unknown}”${known.length ? `, but ${known.join(', ')}` : ''}`);
  return make(fields);
}

/**
 * The sandbox for Python is the one for JavaScript, whose policy allows one thing more: to compile WebAssembly.
 * @param {string} html exercises/sandbox.html
 */
export function sandboxOfPython(html) {
  const [start, end, more] = html.split('blob:; worker-src');
  if (end === undefined || more !== undefined) throw new Error('exercises/sandbox.html: no place in its policy for what Python needs');
  return `${start}blob: 'wasm-unsafe-eval'; worker-src${end}`.replace('<title>Sandbox<', '<title>Sandbox for Python<');
}

/**
 * A page with its parts in their places.
 * @param {string} html
 * @param {string} page its name, for what is wrong in it
 * @returns {string}
 */
export function withParts(html, page) {
  const lines = html.split('\n').map((line, i) => {
    if (!/<!--\s*part\b/.test(line)) return line;
    const [, margin, name, rest] = /^( *)<!-- part: ([\w-]+)((?: [\w-]+="[^"]*")*) -->$/.exec(line) ?? [];
    try {
      if (!name) throw new Error('a part is named on a line of its own, as <!-- part: name field="value" -->');
      const fields = Object.fromEntries([...rest.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, field, value]) => [field, value]));
      return part(name, fields).replace(/^/gm, margin);
    } catch (error) {
      throw new Error(`${page}:${i + 1}: ${/** @type {Error} */ (error).message}`);
    }
  });
  return lines.join('\n');
}
