function denseLayer(inputs, weights, biases) {
  let sum = 0;
  for (let n = 0; n < weights.length; n++) {
    sum += biases[n];
    for (let i = 0; i < inputs.length; i++) sum += weights[n][i] * inputs[i];
  }
  return Math.max(0, sum);
}
