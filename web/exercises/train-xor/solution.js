function train(layers, inputs, targets, rate, steps) {
  const w1 = layers[0].weights.map((row) => [...row]); // copies: what was given must stay
  const b1 = [...layers[0].biases];
  const w2 = [...layers[1].weights[0]]; // one output neuron, so one row
  let b2 = layers[1].biases[0];
  const move = -rate; // downhill
  for (let step = 0; step < steps; step++) {
    const activity = inputs.map((row) => w1.map((w, n) => Math.tanh(row.reduce((sum, x, i) => sum + w[i] * x, b1[n])))); // hidden outputs of all examples
    const slopes = activity.map((hidden, e) => {
      const z = hidden.reduce((sum, value, n) => sum + w2[n] * value, b2);
      return (1 / (1 + Math.exp(-z)) - targets[e]) / targets.length; // probability minus target, averaged
    });
    const dW1 = w1.map((row) => row.map(() => 0));
    const db1 = b1.map(() => 0);
    const dW2 = w2.map(() => 0);
    let db2 = 0;
    activity.forEach((hidden, e) => { // backward, example by example
      db2 += slopes[e];
      for (let n = 0; n < hidden.length; n++) {
        dW2[n] += slopes[e] * hidden[n];
        const back = slopes[e] * w2[n] * (1 - hidden[n] * hidden[n]); // through the weight, then through tanh
        db1[n] += back;
        for (let i = 0; i < inputs[e].length; i++) dW1[n][i] += back * inputs[e][i];
      }
    });
    b2 += move * db2; // only now does anything change
    for (let n = 0; n < w2.length; n++) {
      w2[n] += move * dW2[n];
      b1[n] += move * db1[n];
      for (let i = 0; i < w1[n].length; i++) w1[n][i] += move * dW1[n][i];
    }
  }
  return [{ weights: w1, biases: b1 }, { weights: [w2], biases: [b2] }];
}
