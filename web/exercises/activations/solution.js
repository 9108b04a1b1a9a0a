function sigmoid(x) {
  return 1 / (1 + Math.exp(-x)); // far left 0, in the middle 0.5, far right 1
}

function tanh(x) {
  const up = Math.exp(x); // large on the right
  const down = Math.exp(-x); // large on the left
  return (up - down) / (up + down); // the larger of the two decides the sign
}

function relu(x) {
  return Math.max(0, x); // the cheapest bend there is
}

function leakyRelu(x, slope) {
  return x > 0 ? x : slope * x; // never quite flat, so never quite dead
}

function gelu(x) {
  const inner = tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)); // from -1 on the left to 1 on the right
  return 0.5 * x * (1 + inner); // so x is let through from 0 times on the left to once on the right
}
