// noise    [[r11, r12, …], …]   one row per neuron, one number per input
// returns  a matrix of the same shape

function he(noise) {
  return noise;
}

function xavier(noise) {
  return noise;
}

// x        [x1, x2, …]
// noises   [matrix, matrix, …]   one per layer, square
// returns  [s1, s2, …]           one number per layer

function spreads(x, noises, gain) {
  return [];
}
