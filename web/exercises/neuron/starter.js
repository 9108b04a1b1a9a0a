// inputs   [x1, x2, …]
// weights  [w1, w2, …]   one per input
// bias     a number
// returns  a number

function neuron(inputs, weights, bias) {
  let sum = 0;

  // Weighted sum, bias, ReLU.

  return sum;
}
