import math


def train(layers, inputs, targets, rate, steps):
    w1 = [list(row) for row in layers[0]["weights"]]  # copies: what was given must stay
    b1 = list(layers[0]["biases"])
    w2 = list(layers[1]["weights"][0])  # one output neuron, so one row
    b2 = layers[1]["biases"][0]
    move = -rate  # downhill
    for step in range(steps):
        activity = []  # hidden outputs of all examples
        slopes = []
        for e, row in enumerate(inputs):
            hidden = [math.tanh(b1[n] + sum(w[i] * row[i] for i in range(len(row)))) for n, w in enumerate(w1)]
            z = b2 + sum(w2[n] * hidden[n] for n in range(len(hidden)))
            activity.append(hidden)
            slopes.append((1 / (1 + math.exp(-z)) - targets[e]) / len(targets))  # probability minus target, averaged
        dW1 = [[0] * len(row) for row in w1]
        db1 = [0] * len(b1)
        dW2 = [0] * len(w2)
        db2 = 0
        for e, hidden in enumerate(activity):  # backward, example by example
            db2 += slopes[e]
            for n in range(len(hidden)):
                dW2[n] += slopes[e] * hidden[n]
                back = slopes[e] * w2[n] * (1 - hidden[n] * hidden[n])  # through the weight, then through tanh
                db1[n] += back
                for i in range(len(inputs[e])):
                    dW1[n][i] += back * inputs[e][i]
        b2 += move * db2  # only now does anything change
        for n in range(len(w2)):
            w2[n] += move * dW2[n]
            b1[n] += move * db1[n]
            for i in range(len(w1[n])):
                w1[n][i] += move * dW1[n][i]
    return [{"weights": w1, "biases": b1}, {"weights": [w2], "biases": [b2]}]
