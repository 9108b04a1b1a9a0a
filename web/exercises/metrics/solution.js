function precision(scores, labels, threshold) {
  const { hits, wrong, missed } = counts(scores, labels, threshold);
  return share(hits, hits + wrong); // of those with a yes
}

function recall(scores, labels, threshold) {
  const { hits, wrong, missed } = counts(scores, labels, threshold);
  return share(hits, hits + missed); // of those labelled 1
}

function f1(scores, labels, threshold) {
  const p = precision(scores, labels, threshold);
  const r = recall(scores, labels, threshold);
  return share(2 * p * r, p + r); // small if either is small
}

function auc(scores, labels) {
  let won = 0;
  let pairs = 0;
  for (let a = 0; a < labels.length; a++) {
    for (let b = 0; b < labels.length; b++) {
      if (labels[a] !== 1 || labels[b] !== 0) continue; // pairs of a 1 and a 0
      pairs += 1;
      if (scores[a] > scores[b]) won += 1;
      else if (scores[a] === scores[b]) won += 0.5;
    }
  }
  return share(won, pairs); // 1: every 1 stands above every 0; 0.5: no better than chance
}

function counts(scores, labels, threshold) {
  let hits = 0;
  let wrong = 0;
  let missed = 0;
  for (let e = 0; e < labels.length; e++) {
    const yes = scores[e] >= threshold;
    if (yes && labels[e] === 1) hits += 1;
    else if (yes) wrong += 1;
    else if (labels[e] === 1) missed += 1;
  }
  return { hits, wrong, missed };
}

function share(part, whole) {
  return whole === 0 ? 0 : part / whole; // nothing to divide by: 0
}
