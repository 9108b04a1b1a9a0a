// x        [x1, x2, …]
// layers   [{ weights: [[…], …], biases: […] }, …]
// returns  [y1, y2, …]   of the last layer

function forward(x, layers) {
  let values = x;

  // Layer by layer: weighted sums, biases, ReLU after every layer but the last.

  return values;
}

// network is there already: two inputs, one output.
// returns  1 or 0

function predict(inputs, threshold) {
  return 0;
}
