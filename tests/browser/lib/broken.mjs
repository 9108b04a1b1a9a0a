// The site while its engine cannot be had. What a worker imports cannot be held back reliably in the browser, so a copy lacks the file.

import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dist, serve } from '../../../web/tools/serve.mjs';

/** @returns {Promise<{ url: string, mend(): Promise<void>, close(): Promise<void> }>} mend: from now on the engine is there */
export async function siteWithoutEngine() {
  const folder = await mkdtemp(join(tmpdir(), 'glia-'));
  await cp(dist, folder, { recursive: true });
  const engine = join(folder, 'engine', 'glia-first.wasm');
  await rename(engine, `${engine}.away`);
  const { url, close } = await serve({ root: folder });
  return {
    url,
    mend: () => rename(`${engine}.away`, engine),
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
