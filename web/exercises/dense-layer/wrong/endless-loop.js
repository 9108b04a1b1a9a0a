function denseLayer(inputs, weights, biases) {
  const outputs = [];
  let n = 0;
  while (n < weights.length) {
    outputs[n] = biases[n];
  }
  return outputs;
}
