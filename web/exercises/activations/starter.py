import math

# Each takes a number and returns a number.


def sigmoid(x):
    return x


def tanh(x):
    return x


def relu(x):
    return x


def leaky_relu(x, slope):
    return x


def gelu(x):
    return x
