function denseLayer(inputs, weights, biases) {
  return weights.map((row) => Math.max(0, row.reduce((sum, weight, i) => sum + weight * inputs[i], 0)));
}
