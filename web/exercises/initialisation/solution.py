import math


def he(noise):
    factor = math.sqrt(2 / len(noise[0]))  # more inputs, smaller weights
    return [[value * factor for value in row] for row in noise]  # ReLU halves the signal, hence the 2


def xavier(noise):
    factor = math.sqrt(2 / (len(noise[0]) + len(noise)))  # between the way forward and the way back
    return [[value * factor for value in row] for row in noise]


def spreads(x, noises, gain):
    found = []
    signal = x
    for noise in noises:  # layer by layer
        factor = math.sqrt(gain / len(noise))
        following = []
        for row in noise:
            total = 0
            for i in range(len(row)):
                total += factor * row[i] * signal[i]
            following.append(max(0, total))  # ReLU
        signal = following
        squares = sum(value * value for value in signal)
        found.append(math.sqrt(squares / len(signal)))  # how large a typical output is
    return found
