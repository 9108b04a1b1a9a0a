/** @file How far a learner has come in a lesson, from what is kept and what the lesson holds. */

/** @typedef {import('./store.js').LessonProgress} LessonProgress */
/** @typedef {{ id: string, checks: string[] }} Part a section and the widgets that are its checks */
/** @typedef {{ lesson: string, version: number, parts: Part[], pointsOf: number }} Plan what a lesson holds */
/** @typedef {'not started' | 'in progress' | 'done'} State */
/** @typedef {{ lesson: string, version: number, state: State, sectionsDone: number, sections: number, points: number, pointsOf: number }} Standing */

/** @param {LessonProgress | null} of @param {Part} part */
export const passedIn = (of, { checks }) => checks.filter((id) => of?.widgets[id]?.points !== undefined).length;

/** All its checks passed; without checks, said to be done. @param {LessonProgress | null} of @param {Part} part */
export const isDone = (of, part) => (part.checks.length ? passedIn(of, part) === part.checks.length : of?.sections[part.id] === true);

/** @param {Plan} plan @param {LessonProgress | null} of @returns {Standing} */
export function standingOf({ lesson, version, parts, pointsOf }, of) {
  const sectionsDone = parts.filter((part) => isDone(of, part)).length;
  const points = parts.flatMap(({ checks }) => checks).reduce((sum, id) => sum + (of?.widgets[id]?.points ?? 0), 0);
  const begun = of !== null && Object.keys(of.sections).length + Object.keys(of.widgets).length > 0;
  return { lesson, version, state: sectionsDone === parts.length ? 'done' : begun ? 'in progress' : 'not started', sectionsDone, sections: parts.length, points, pointsOf };
}

/** @param {Standing} standing in words */
export const standingText = ({ state, sectionsDone, sections, points, pointsOf }) =>
  `${sectionsDone} of ${sections} sections done${pointsOf ? ` · ${points} of ${pointsOf} points` : ''} · ${state}`;
