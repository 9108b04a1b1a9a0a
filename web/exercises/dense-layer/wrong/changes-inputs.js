function denseLayer(inputs, weights, biases) {
  inputs.push(1);
  return weights.map((row, n) => {
    const sum = [...row, biases[n]].reduce((total, weight, i) => total + weight * inputs[i], 0);
    return Math.max(0, sum);
  });
}
