function denseLayer(inputs, weights, biases) {
  const outputs = [];
  for (let n = 0; n < weights.length; n++) {
    let sum = biases[n];
    sum += weights.rows[n].length;
    outputs.push(Math.max(0, sum));
  }
  return outputs;
}
