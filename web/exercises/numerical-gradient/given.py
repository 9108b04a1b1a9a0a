import math


# How wrong a sigmoid neuron without a bias is: the mean squared error over the examples.
def loss(weights, inputs, targets):
    total = 0
    for e in range(len(targets)):
        z = 0
        for i in range(len(weights)):
            z += weights[i] * inputs[e][i]
        total += (1 / (1 + math.exp(-z)) - targets[e]) ** 2
    return total / len(targets)
