import math


def probability(inputs, weights, bias):
    total = bias
    for i in range(len(inputs)):
        total += weights[i] * inputs[i]
    return 1 / (1 + math.exp(-total))  # sigmoid: a large sum is a clear yes, a small one a clear no


def accuracy(examples, labels, weights, bias):
    right = 0
    for e in range(len(examples)):  # example by example
        p = probability(examples[e], weights, bias)
        prediction = 1 if p >= 0.5 else 0  # rounded
        if prediction == labels[e]:
            right += 1
    return right / len(examples)  # a share, so that data sets of any size compare
