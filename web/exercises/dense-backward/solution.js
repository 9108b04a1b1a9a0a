function denseBackward(x, weights, dY) {
  const dX = x.map((row) => row.map(() => 0)); // as large as x
  const dW = weights.map((row) => row.map(() => 0)); // as large as the weights
  const db = weights.map(() => 0); // one per neuron
  for (let e = 0; e < x.length; e++) {
    for (let n = 0; n < weights.length; n++) {
      db[n] += dY[e][n]; // the bias is added to the output: it has its slope
      for (let i = 0; i < x[e].length; i++) {
        dW[n][i] += dY[e][n] * x[e][i]; // a weight counts as much as its input is large
        dX[e][i] += dY[e][n] * weights[n][i]; // an input counts as much as its weight is large
      }
    }
  }
  return { dX, dW, db };
}
