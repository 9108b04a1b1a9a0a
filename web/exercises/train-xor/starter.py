import math

# layers   [{"weights": [[…], …], "biases": […]}, {"weights": [[…]], "biases": [b]}]
# inputs   [[x1, x2, …], …]   one row per example
# targets  [1, 0, …]          one per example
# rate     a number           steps  a whole number
# returns  layers, trained


def train(layers, inputs, targets, rate, steps):
    for step in range(steps):
        # Forward, slopes at the end, backward, and then the step downhill.
        pass
    return layers
