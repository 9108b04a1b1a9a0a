/**
 * A small run of every data set, for the pictures in the data column. A second engine makes them, so
 * that the run on the page is not touched, and goes when they are done.
 * @param {() => Promise<import('./types.js').Client>} connect
 * @param {import('./types.js').Setting} setting the row that chooses the data set
 * @param {(samples: Map<string, import('./types.js').Opened>) => void} onReady
 */
export async function sampleDataSets(connect, setting, onReady) {
  const client = await connect();
  try {
    const samples = new Map();
    for (const { name } of setting.choices ?? []) {
      samples.set(name, await client.open(`${setting.key}=${name}&points=200&noise=0&test=10&layers=1:tanh`));
    }
    onReady(samples);
  } finally {
    await client.close();
  }
}
