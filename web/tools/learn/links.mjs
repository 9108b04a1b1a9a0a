// Where a link of a lesson leads: its own short forms, and addresses elsewhere.

/**
 * @typedef {object} Places what there is to lead to; null as sections: not checked here
 * @property {Map<string, Set<string> | null>} lessons name → ids of its sections
 * @property {Map<string, Set<string> | null>} pages name of another page → its ids
 * @property {(id: string) => Record<string, string>} term attributes of a link to a term
 */

/** @param {Map<string, Set<string> | null>} known @param {string} name @param {string | undefined} part @param {string} what */
function faultOf(known, name, part, what) {
  if (!known.has(name)) return `There is no ${what} “${name}”; there is ${[...known.keys()].join(', ') || 'none'}.`;
  const ids = known.get(name);
  return part && ids && !ids.has(part) ? `The ${what} “${name}” has no section “${part}”; there is ${[...ids].join(', ')}.` : '';
}

/**
 * @param {string} href as written
 * @param {Places} places
 * @param {{ experiment: (text: string) => string, term: (id: string) => boolean }} check
 * @returns {{ fault?: string, attributes?: Record<string, string> }}
 */
export function linkTarget(href, places, check) {
  const [, scheme, rest] = href.match(/^([a-z]+):(.*)$/s) ?? [];
  const [name, part] = (rest ?? '').split('#');
  const hash = part ? `#${part}` : '';
  switch (scheme) {
    case 'lesson': {
      const fault = faultOf(places.lessons, name, part, 'lesson');
      return { fault, attributes: { href: `${name}.html${hash}` } };
    }
    case 'page': {
      const fault = faultOf(places.pages, name, part, 'page');
      return { fault, attributes: { href: `${name}.html${hash}` } };
    }
    case 'reference': {
      const fault = faultOf(places.pages, 'reference', name, 'page');
      return { fault, attributes: { href: `reference.html#${name}` } };
    }
    case 'playground': {
      const refused = check.experiment(rest);
      return { fault: refused && `The link to the playground holds no experiment: ${refused}`, attributes: { href: `../index.html#${rest}` } };
    }
    case 'term':
      return check.term(rest) ? { attributes: places.term(rest) } : { fault: `The glossary has no term “${rest}”.` };
    case 'https':
      return { attributes: { href, rel: 'noreferrer' } };
    default:
      return { fault: `The link “${href}” leads nowhere; write lesson:name, reference:name, page:name, playground:experiment, term:id or https://…` };
  }
}
