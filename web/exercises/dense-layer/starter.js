// inputs   [x1, x2, …]          one number per input
// weights  [[w11, w12, …], …]   one row per neuron, one weight per input
// biases   [b1, b2, …]          one number per neuron
// returns  [y1, y2, …]          one number per neuron

function denseLayer(inputs, weights, biases) {
  const outputs = [];

  // For each neuron: weighted sum of the inputs, plus its bias, then ReLU.

  return outputs;
}
