// A site with one more lesson than is shipped, made of a test's own Markdown by the site builder: how tests see the
// widgets of lessons.

import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readContent } from '../../web/tools/learn.mjs';
import { lessonPage } from '../../web/tools/learn/pages.mjs';
import { dist, serve } from '../../web/tools/serve.mjs';

const build = fileURLToPath(new URL('../../build/', import.meta.url));

/**
 * Serves the built site with a lesson `learn/<name>.html` of its own.
 * @param {string} name letters, digits and hyphens @param {string} markdown sections with widgets
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} url: of the lesson's page
 */
export async function lessonSite(name, markdown) {
  const site = join(build, `site-${name}`);
  const content = join(build, `content-${name}`);
  const folder = join(content, 'lessons', `01-${name}`);
  await Promise.all([site, content].map((path) => rm(path, { recursive: true, force: true })));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'lesson.md'), markdown);
  await writeFile(join(folder, 'lesson.json'), JSON.stringify({ title: 'Figures', promise: 'What the tests look at.', minutes: 5, level: 'beginner', version: 1 }));
  const { lessons } = await readContent(content);
  await cp(dist, site, { recursive: true });
  await writeFile(join(site, 'learn', `${name}.html`), lessonPage(lessons[0], lessons));
  const server = await serve({ root: site });
  return {
    url: new URL(`learn/${name}.html`, server.url).href,
    async close() {
      await server.close();
      await Promise.all([site, content].map((path) => rm(path, { recursive: true, force: true })));
    },
  };
}
