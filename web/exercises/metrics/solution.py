def precision(scores, labels, threshold):
    hits, wrong, missed = counts(scores, labels, threshold)
    return share(hits, hits + wrong)  # of those with a yes


def recall(scores, labels, threshold):
    hits, wrong, missed = counts(scores, labels, threshold)
    return share(hits, hits + missed)  # of those labelled 1


def f1(scores, labels, threshold):
    p = precision(scores, labels, threshold)
    r = recall(scores, labels, threshold)
    return share(2 * p * r, p + r)  # small if either is small


def auc(scores, labels):
    won = 0
    pairs = 0
    for a in range(len(labels)):
        for b in range(len(labels)):
            if labels[a] != 1 or labels[b] != 0:
                continue  # pairs of a 1 and a 0
            pairs += 1
            if scores[a] > scores[b]:
                won += 1
            elif scores[a] == scores[b]:
                won += 0.5
    return share(won, pairs)  # 1: every 1 stands above every 0; 0.5: no better than chance


def counts(scores, labels, threshold):
    hits = wrong = missed = 0
    for e in range(len(labels)):
        yes = scores[e] >= threshold
        if yes and labels[e] == 1:
            hits += 1
        elif yes:
            wrong += 1
        elif labels[e] == 1:
            missed += 1
    return hits, wrong, missed


def share(part, whole):
    return 0 if whole == 0 else part / whole  # nothing to divide by: 0
