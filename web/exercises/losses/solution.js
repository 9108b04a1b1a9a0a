function mse(predictions, targets) {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    const difference = predictions[i] - targets[i];
    sum += difference * difference; // a square is never negative, and large errors count for much
  }
  return sum / targets.length; // the mean: the same scale for any number of targets
}

function crossEntropy(probabilities, labels) {
  let sum = 0;
  for (let e = 0; e < labels.length; e++) { // example by example
    sum += -Math.log(probabilities[e][labels[e]]); // 0 for a sure, right answer; without bound for a sure, wrong one
  }
  return sum / labels.length; // the mean over the examples
}
