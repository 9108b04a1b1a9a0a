function denseLayer(inputs, weights, biases) {
  return denseLayer(inputs, weights, biases).map((value) => Math.max(0, value));
}
