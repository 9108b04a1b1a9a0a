function probability(inputs, weights, bias) {
  let sum = bias;
  for (let i = 0; i < inputs.length; i++) sum += weights[i] * inputs[i];
  return 1 / (1 + Math.exp(-sum)); // sigmoid: a large sum is a clear yes, a small one a clear no
}

function accuracy(examples, labels, weights, bias) {
  let right = 0;
  for (let e = 0; e < examples.length; e++) { // example by example
    const prediction = probability(examples[e], weights, bias) >= 0.5 ? 1 : 0; // rounded
    if (prediction === labels[e]) right += 1;
  }
  return right / examples.length; // a share, so that data sets of any size compare
}
