// inputs   [[x1, x2, …], …]     one row per example
// labels   [0, 2, …]            index of the right class, one per example
// layers   [{ weights: [[…], …], biases: […] }, …]
// returns  [{ dW, db }, …]      one per layer, as large as its weights and biases

function backward(inputs, labels, layers) {
  // Forward, and keep what each layer was given.

  // The slopes at the end: softmax minus label, divided by the number of examples.

  // Backward, layer by layer.

  return [];
}
