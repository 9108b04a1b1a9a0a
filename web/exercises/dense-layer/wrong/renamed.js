function denselayer(inputs, weights, biases) {
  return weights.map((row, n) => Math.max(0, row.reduce((sum, weight, i) => sum + weight * inputs[i], biases[n])));
}
