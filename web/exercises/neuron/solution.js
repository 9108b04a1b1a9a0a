function neuron(inputs, weights, bias) {
  let sum = bias; // the bias is there even if all inputs are 0
  for (let i = 0; i < inputs.length; i++) { // input by input
    sum += weights[i] * inputs[i]; // a large weight makes its input count for much
  }
  return Math.max(0, sum); // ReLU: a negative sum becomes 0
}
