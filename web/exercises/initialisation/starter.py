import math

# noise    [[r11, r12, …], …]   one row per neuron, one number per input
# returns  a matrix of the same shape


def he(noise):
    return noise


def xavier(noise):
    return noise


# x        [x1, x2, …]
# noises   [matrix, matrix, …]   one per layer, square
# returns  [s1, s2, …]           one number per layer


def spreads(x, noises, gain):
    return []
