function momentumStep(weights, gradients, velocity, rate, momentum) {
  const nextVelocity = weights.map((_, i) => momentum * velocity[i] + gradients[i]); // a part of the old way, and the new slope
  return { weights: weights.map((weight, i) => weight - rate * nextVelocity[i]), velocity: nextVelocity };
}

function adamStep(weights, gradients, m, v, step, rate) {
  const nextM = m.map((mean, i) => 0.9 * mean + 0.1 * gradients[i]); // which way, on average
  const nextV = v.map((mean, i) => {
    const gradient = gradients[i];
    return 0.999 * mean + 0.001 * gradient * gradient; // how large, on average
  });
  const moved = weights.map((weight, i) => {
    const largeM = nextM[i] / (1 - 0.9 ** step); // corrected: both began at 0
    const largeV = nextV[i] / (1 - 0.999 ** step);
    return weight - (rate * largeM) / (Math.sqrt(largeV) + 1e-8); // every weight takes steps of about the rate
  });
  return { weights: moved, m: nextM, v: nextV };
}
