function forward(x, layers) {
  let values = x; // the numbers on their way through the network
  for (let l = 0; l < layers.length; l++) { // layer by layer
    const { weights, biases } = layers[l];
    const isLast = l === layers.length - 1;
    const next = []; // what this layer returns
    for (let n = 0; n < weights.length; n++) { // neuron by neuron
      let sum = biases[n];
      for (let i = 0; i < values.length; i++) sum += weights[n][i] * values[i];
      next.push(isLast ? sum : Math.max(0, sum)); // ReLU after every layer but the last
    }
    values = next; // the next layer takes what this one returned
  }
  return values;
}

function predict(inputs, threshold) {
  const [output] = forward(inputs, network); // the network that is there already
  const probability = 1 / (1 + Math.exp(-output)); // sigmoid: between 0 and 1
  return probability >= threshold ? 1 : 0; // a yes needs at least the threshold
}
