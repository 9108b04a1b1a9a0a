// The site with a lesson that holds one quiz of each kind, built by the site's own builder; it is not shipped.

import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dist, serve } from '../../web/tools/serve.mjs';
import { readContent } from '../../web/tools/learn.mjs';
import { lessonPage } from '../../web/tools/learn/pages.mjs';

const site = fileURLToPath(new URL('../../build/quiz-site/', import.meta.url));
const pages = fileURLToPath(new URL('../learn/pages/', import.meta.url));

/** @returns {Promise<{ url: string, lesson: string, close(): Promise<void> }>} */
export async function serveQuizzes() {
  await rm(site, { recursive: true, force: true });
  await cp(dist, site, { recursive: true });
  const { lessons } = await readContent(pages);
  await mkdir(join(site, 'learn'), { recursive: true });
  for (const lesson of lessons) await writeFile(join(site, 'learn', `${lesson.name}.html`), lessonPage(lesson, lessons));
  const served = await serve({ root: site });
  return { ...served, lesson: `${served.url}learn/${lessons[0].name}.html` };
}
