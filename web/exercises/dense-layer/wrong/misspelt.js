function denseLayer(inputs, weights, biases) {
  const outputs = [];
  for (let n = 0; n < weights.length; n++) {
    let total = biases[n];
    for (let i = 0; i < inputs.length; i++) total += weights[n][i] * inputs[i];
    outputs.push(Math.max(0, totl));
  }
  return outputs;
}
