# inputs   [x1, x2, …]
# weights  [w1, w2, …]   one per input
# bias     a number
# returns  a number

def neuron(inputs, weights, bias):
    total = 0

    # Weighted sum, bias, ReLU.

    return total
