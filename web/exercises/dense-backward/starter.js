// x        [[x1, x2, …], …]     one row per example
// weights  [[w11, w12, …], …]   one row per neuron
// dY       [[d1, d2, …], …]     one row per example, one number per neuron
// returns  { dX, dW, db }       as large as x, as the weights, as the biases

function denseBackward(x, weights, dY) {
  const dX = [];
  const dW = [];
  const db = [];

  return { dX, dW, db };
}
