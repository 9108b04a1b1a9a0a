// logits   [z1, z2, …]   one per class
// returns  [p1, p2, …]   probabilities that add up to 1

function softmax(logits) {
  return logits;
}
