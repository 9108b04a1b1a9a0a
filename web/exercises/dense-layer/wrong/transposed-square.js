function denseLayer(inputs, weights, biases) {
  return biases.map((bias, n) => {
    let sum = bias;
    for (let i = 0; i < inputs.length; i++) sum += weights[i]?.[n] * inputs[i];
    return Math.max(0, sum);
  });
}
