import math


def softmax(logits):
    largest = max(logits)
    powers = [math.exp(logit - largest) for logit in logits]  # none is above e^0 = 1
    total = sum(powers)  # at least 1, so it can divide
    return [power / total for power in powers]  # shares that add up to 1
