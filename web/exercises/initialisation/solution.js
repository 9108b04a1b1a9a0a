function he(noise) {
  const factor = Math.sqrt(2 / noise[0].length); // more inputs, smaller weights
  return noise.map((row) => row.map((value) => value * factor)); // ReLU halves the signal, hence the 2
}

function xavier(noise) {
  const factor = Math.sqrt(2 / (noise[0].length + noise.length)); // between the way forward and the way back
  return noise.map((row) => row.map((value) => value * factor));
}

function spreads(x, noises, gain) {
  const found = [];
  let before = x;
  for (const noise of noises) { // layer by layer
    const factor = Math.sqrt(gain / noise.length);
    const signal = [];
    for (const row of noise) {
      let sum = 0;
      for (let i = 0; i < row.length; i++) sum += factor * row[i] * before[i];
      signal.push(Math.max(0, sum)); // ReLU
    }
    let squares = 0;
    for (const value of signal) squares += value * value;
    found.push(Math.sqrt(squares / signal.length)); // how large a typical output is
    before = signal;
  }
  return found;
}
