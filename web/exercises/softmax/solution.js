function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest)); // none is above e^0 = 1
  const sum = powers.reduce((total, power) => total + power, 0); // at least 1, so it can divide
  return powers.map((power) => power / sum); // shares that add up to 1
}
