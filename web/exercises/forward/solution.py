import math


def forward(x, layers):
    values = x  # the numbers on their way through the network
    for l in range(len(layers)):  # layer by layer
        weights, biases = layers[l]["weights"], layers[l]["biases"]
        is_last = l == len(layers) - 1
        following = []  # what this layer returns
        for n in range(len(weights)):  # neuron by neuron
            total = biases[n]
            for i in range(len(values)):
                total += weights[n][i] * values[i]
            following.append(total if is_last else max(0, total))  # ReLU after every layer but the last
        values = following  # the next layer takes what this one returned
    return values


def predict(inputs, threshold):
    output = forward(inputs, network)[0]  # the network that is there already
    probability = 1 / (1 + math.exp(-output))  # sigmoid: between 0 and 1
    return 1 if probability >= threshold else 0  # a yes needs at least the threshold
