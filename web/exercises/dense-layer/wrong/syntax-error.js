function denseLayer(inputs, weights, biases) {
  const outputs = [];
  for (let n = 0; n < weights.length; n++ {
    outputs.push(biases[n]);
  }
  return outputs;
}
