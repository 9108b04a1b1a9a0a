function denseLayer(inputs, weights, biases) {
  const outputs = [];
  for (let n = 0; n < weights.length; n++) {
    let sum = biases[n];
    for (let i = 0; i < inputs.length; i++) sum += weights[n][i] * inputs[i];
    outputs.push(Math.max(0, sum));
  }
}
