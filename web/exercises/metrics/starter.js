// scores   [s1, s2, …]   from 0 to 1, one per example
// labels   [1, 0, …]     one per example
// Each returns a number from 0 to 1.

function precision(scores, labels, threshold) {
  return -1;
}

function recall(scores, labels, threshold) {
  return -1;
}

function f1(scores, labels, threshold) {
  return -1;
}

function auc(scores, labels) {
  return -1;
}
