// How wrong a sigmoid neuron without a bias is: the mean squared error over the examples.
globalThis.loss = (weights, inputs, targets) => {
  let sum = 0;
  for (let e = 0; e < targets.length; e++) {
    let z = 0;
    for (let i = 0; i < weights.length; i++) z += weights[i] * inputs[e][i];
    sum += (1 / (1 + Math.exp(-z)) - targets[e]) ** 2;
  }
  return sum / targets.length;
};
