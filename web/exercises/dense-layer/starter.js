// inputs   [x1, x2, …]          one an input
// weights  [[w11, w12, …], …]   one row a neuron
// biases   [b1, b2, …]          one a neuron
// returns  [y1, y2, …]          one a neuron

function denseLayer(inputs, weights, biases) {
  const outputs = [];

  // For each neuron: weighted sum, bias, ReLU.

  return outputs;
}
