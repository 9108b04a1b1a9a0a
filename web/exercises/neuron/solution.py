def neuron(inputs, weights, bias):
    total = bias  # the bias is there even if all inputs are 0
    for i in range(len(inputs)):  # input by input
        total += weights[i] * inputs[i]  # a large weight makes its input count for much
    return max(0, total)  # ReLU: a negative sum becomes 0
