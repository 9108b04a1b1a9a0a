import math


def sigmoid(x):
    return 1 / (1 + math.exp(-x))  # far left 0, in the middle 0.5, far right 1


def tanh(x):
    up = math.exp(x)  # large on the right
    down = math.exp(-x)  # large on the left
    return (up - down) / (up + down)  # the larger of the two decides the sign


def relu(x):
    return max(0, x)  # the cheapest bend there is


def leaky_relu(x, slope):
    return x if x > 0 else slope * x  # never quite flat, so never quite dead


def gelu(x):
    inner = tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3))  # from -1 on the left to 1 on the right
    return 0.5 * x * (1 + inner)  # so x is let through from 0 times on the left to once on the right
