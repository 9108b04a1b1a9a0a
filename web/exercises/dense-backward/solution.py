def dense_backward(x, weights, dY):
    dX = [[0] * len(row) for row in x]  # as large as x
    dW = [[0] * len(row) for row in weights]  # as large as the weights
    db = [0] * len(weights)  # one per neuron
    for e in range(len(x)):
        for n in range(len(weights)):
            db[n] += dY[e][n]  # the bias is added to the output: it has its slope
            for i in range(len(x[e])):
                dW[n][i] += dY[e][n] * x[e][i]  # a weight counts as much as its input is large
                dX[e][i] += dY[e][n] * weights[n][i]  # an input counts as much as its weight is large
    return {"dX": dX, "dW": dW, "db": db}
