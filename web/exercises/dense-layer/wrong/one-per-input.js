function denseLayer(inputs, weights, biases) {
  return inputs.map((input, i) => Math.max(0, input * weights[0][i] + biases[0]));
}
