import math


def backward(inputs, labels, layers):
    kept = []  # what each layer was given
    x = inputs
    for l in range(len(layers)):  # forward
        kept.append(x)
        weights, biases = layers[l]["weights"], layers[l]["biases"]
        is_last = l == len(layers) - 1
        x = [[biases[n] + sum(w[i] * row[i] for i in range(len(row))) for n, w in enumerate(weights)] for row in x]
        if not is_last:
            x = [[max(0, value) for value in row] for row in x]  # ReLU after every layer but the last
    slopes = [[(p - (1 if k == labels[e] else 0)) / len(inputs) for k, p in enumerate(softmax(row))] for e, row in enumerate(x)]  # probability minus label, averaged
    gradients = []
    for l in reversed(range(len(layers))):  # backward
        weights = layers[l]["weights"]
        here = kept[l]
        dW = [[0] * len(row) for row in weights]
        db = [0] * len(weights)
        for e in range(len(here)):
            for n in range(len(weights)):
                db[n] += slopes[e][n]
                for i in range(len(here[e])):
                    dW[n][i] += slopes[e][n] * here[e][i]  # slope times what the weight was given
        gradients.insert(0, {"dW": dW, "db": db})  # at the front: the first layer comes first
        before = []
        for e in range(len(here)):
            row = []
            for i in range(len(here[e])):
                total = sum(slopes[e][n] * weights[n][i] for n in range(len(weights)))  # back along every weight
                row.append((0 if l > 0 and here[e][i] <= 0 else total))  # nothing passes a ReLU that is shut
            before.append(row)
        slopes = before
    return gradients


def softmax(logits):
    largest = max(logits)
    powers = [math.exp(logit - largest) for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]
