// predictions, targets   [y1, y2, …]
// returns  a number

function mse(predictions, targets) {
  return -1;
}

// probabilities  [[p1, p2, …], …]   one row per example, one number per class
// labels         [0, 2, …]          index of the right class, one per example
// returns  a number

function crossEntropy(probabilities, labels) {
  return -1;
}
