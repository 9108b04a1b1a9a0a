def numerical_gradient(weights, inputs, targets, h):
    slopes = []
    for i in range(len(weights)):  # one weight at a time
        up = list(weights)  # a copy: the weights themselves must stay
        up[i] += h
        down = list(weights)
        down[i] -= h
        slopes.append((loss(up, inputs, targets) - loss(down, inputs, targets)) / (2 * h))  # rise over run
    return slopes
