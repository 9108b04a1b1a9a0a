function denseLayer(inputs, weights, biases) {
  return weights.map((row, n) => row.reduce((sum, weight, i) => sum + weight * inputs[i], biases[n]));
}
