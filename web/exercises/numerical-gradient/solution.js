function numericalGradient(weights, inputs, targets, h) {
  const slopes = [];
  for (let i = 0; i < weights.length; i++) { // one weight at a time
    const up = [...weights]; // a copy: the weights themselves must stay
    up[i] += h;
    const down = [...weights];
    down[i] -= h;
    slopes.push((loss(up, inputs, targets) - loss(down, inputs, targets)) / (2 * h)); // rise over run
  }
  return slopes;
}
