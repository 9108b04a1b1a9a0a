import math


def mse(predictions, targets):
    total = 0
    for i in range(len(targets)):
        difference = predictions[i] - targets[i]
        total += difference * difference  # a square is never negative, and large errors count for much
    return total / len(targets)  # the mean: the same scale for any number of targets


def cross_entropy(probabilities, labels):
    total = 0
    for e in range(len(labels)):  # example by example
        total += -math.log(probabilities[e][labels[e]])  # 0 for a sure, right answer; without bound for a sure, wrong one
    return total / len(labels)  # the mean over the examples
