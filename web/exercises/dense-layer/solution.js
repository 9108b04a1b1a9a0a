function denseLayer(inputs, weights, biases) {
  const outputs = []; // one output per neuron will go in here
  for (let n = 0; n < weights.length; n++) { // one row of weights per neuron
    let sum = biases[n]; // the bias stands at the beginning of the sum
    for (let i = 0; i < inputs.length; i++) { // every neuron reads all inputs
      sum += weights[n][i] * inputs[i]; // its own weight for each of them
    }
    outputs.push(Math.max(0, sum)); // ReLU: a negative sum becomes 0
  }
  return outputs;
}
