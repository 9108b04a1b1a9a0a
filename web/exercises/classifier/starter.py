import math

# inputs   [x1, x2, …]      weights  [w1, w2, …]      bias  a number
# returns  a number between 0 and 1


def probability(inputs, weights, bias):
    return 0


# examples [[x1, x2, …], …]   one row per example
# labels   [1, 0, …]          one per example
# returns  the share of right predictions


def accuracy(examples, labels, weights, bias):
    return 0
