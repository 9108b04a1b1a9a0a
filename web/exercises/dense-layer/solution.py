def dense_layer(inputs, weights, biases):
    outputs = []  # one output per neuron will go in here
    for n in range(len(weights)):  # one row of weights per neuron
        total = biases[n]  # the bias stands at the beginning of the sum
        for i in range(len(inputs)):  # every neuron reads all inputs
            total += weights[n][i] * inputs[i]  # its own weight for each of them
        outputs.append(max(0, total))  # ReLU: a negative sum becomes 0
    return outputs
