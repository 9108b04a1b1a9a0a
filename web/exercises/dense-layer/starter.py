# inputs   [x1, x2, …]          one per input
# weights  [[w11, w12, …], …]   one row per neuron
# biases   [b1, b2, …]          one per neuron
# returns  [y1, y2, …]          one per neuron

def dense_layer(inputs, weights, biases):
    outputs = []

    # For each neuron: weighted sum, bias, ReLU.

    return outputs
