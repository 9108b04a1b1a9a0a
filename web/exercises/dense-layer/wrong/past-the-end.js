function denseLayer(inputs, weights, biases) {
  return weights.map((row, n) => {
    let sum = biases[n];
    for (let i = 0; i <= inputs.length; i++) sum += row[i] * inputs[i];
    return Math.max(0, sum);
  });
}
