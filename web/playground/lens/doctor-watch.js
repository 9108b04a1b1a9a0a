import { count } from '../../ui/format.js';
import { consultation } from './consultation.js';

/**
 * The badge on the doctor's tab: how many kinds of trouble there are, whichever lens is open. Before the first step
 * there is none: what the draw has left wrong is no news yet to who has done nothing, and the lens says it.
 * @param {import('../types.js').Page} page
 * @param {(badge: { text: string, said: string } | null) => void} tell
 */
export function watch(page, tell) {
  const doctor = consultation(page);
  doctor.listen(({ findings, step }) => {
    const kinds = step === 0 ? 0 : new Set(findings.map(({ code }) => code)).size;
    tell(kinds ? { text: String(kinds), said: `${count(kinds)} ${kinds === 1 ? 'finding' : 'findings'}` } : null);
  });
  return {
    open: () => tell(null),
    show: () => doctor.look(),
  };
}
