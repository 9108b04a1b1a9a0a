function backward(inputs, labels, layers) {
  const kept = []; // what each layer was given
  let x = inputs;
  layers.forEach(({ weights, biases }, l) => { // forward
    kept.push(x);
    const isLast = l === layers.length - 1;
    x = x.map((row) => weights.map((w, n) => {
      const sum = row.reduce((total, value, i) => total + w[i] * value, biases[n]);
      return isLast ? sum : Math.max(0, sum); // ReLU after every layer but the last
    }));
  });
  let slopes = x.map((row, e) => softmax(row).map((p, k) => (p - (k === labels[e] ? 1 : 0)) / inputs.length)); // probability minus label, averaged
  const gradients = [];
  for (let l = layers.length - 1; l >= 0; l--) { // backward
    const { weights } = layers[l];
    const here = kept[l];
    const dW = weights.map((row) => row.map(() => 0));
    const db = weights.map(() => 0);
    for (let e = 0; e < here.length; e++) {
      for (let n = 0; n < weights.length; n++) {
        db[n] += slopes[e][n];
        for (let i = 0; i < here[e].length; i++) dW[n][i] += slopes[e][n] * here[e][i]; // slope times what the weight was given
      }
    }
    gradients.unshift({ dW, db }); // at the front: the first layer comes first
    const after = slopes;
    slopes = here.map((row, e) => row.map((_, i) => {
      const sum = weights.reduce((total, w, n) => total + after[e][n] * w[i], 0); // back along every weight
      return (l > 0 && here[e][i] <= 0 ? 0 : sum); // nothing passes a ReLU that is shut
    }));
  }
  return gradients;
}

function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
