import { count } from '../../ui/format.js';
import { consultation } from './consultation.js';

/**
 * The badge on the doctor's tab: how many kinds of trouble there are, whichever lens is open.
 * @param {import('../types.js').Page} page
 * @param {(badge: { text: string, said: string } | null) => void} tell
 */
export function watch(page, tell) {
  const doctor = consultation(page);
  doctor.listen(({ findings }) => {
    const kinds = new Set(findings.map(({ code }) => code)).size;
    tell(kinds ? { text: String(kinds), said: `${count(kinds)} ${kinds === 1 ? 'finding' : 'findings'}` } : null);
  });
  return {
    open: () => tell(null),
    show: () => doctor.look(),
  };
}
