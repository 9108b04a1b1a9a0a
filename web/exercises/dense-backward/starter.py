# x        [[x1, x2, …], …]     one row per example
# weights  [[w11, w12, …], …]   one row per neuron
# dY       [[d1, d2, …], …]     one row per example, one number per neuron
# returns  {"dX": …, "dW": …, "db": …}   as large as x, as the weights, as the biases


def dense_backward(x, weights, dY):
    dX = []
    dW = []
    db = []

    return {"dX": dX, "dW": dW, "db": db}
