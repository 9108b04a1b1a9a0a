/** @file What a lesson in a frame and the page around it say to each other. README.md of web/learn says what it means. */

/** From a lesson. @satisfies {import('../../embed/protocol.js').Table} */
export const fromLesson = {
  lesson: {
    lesson: 'text', version: 'count', state: 'text', sectionsDone: 'count', sections: 'count', points: 'count', pointsOf: 'count',
    kept: 'flag', answer: 'id?',
  },
  progress: { progress: 'text', answer: 'id?' },
  size: { height: 'count' },
  error: { code: 'text', message: 'text', answer: 'id?' },
};

/** To a lesson. @satisfies {import('../../embed/protocol.js').Table} */
export const toLesson = {
  ask: { what: 'lesson or progress', id: 'id?' },
  restore: { progress: 'text', id: 'id?' },
};
