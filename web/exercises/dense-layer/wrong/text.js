function denseLayer(inputs, weights, biases) {
  return weights.map((row, n) => {
    const sum = row.reduce((total, weight, i) => total + weight * inputs[i], biases[n]);
    return Math.max(0, sum).toFixed(2);
  });
}
