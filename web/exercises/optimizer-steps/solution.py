import math


def momentum_step(weights, gradients, velocity, rate, momentum):
    next_velocity = [momentum * velocity[i] + gradients[i] for i in range(len(weights))]  # a part of the old way, and the new slope
    return {"weights": [weight - rate * next_velocity[i] for i, weight in enumerate(weights)], "velocity": next_velocity}


def adam_step(weights, gradients, m, v, step, rate):
    next_m = [0.9 * m[i] + 0.1 * gradients[i] for i in range(len(m))]  # which way, on average
    next_v = []
    for i, gradient in enumerate(gradients):
        next_v.append(0.999 * v[i] + 0.001 * gradient * gradient)  # how large, on average
    moved = []
    for i, weight in enumerate(weights):
        large_m = next_m[i] / (1 - 0.9 ** step)  # corrected: both began at 0
        large_v = next_v[i] / (1 - 0.999 ** step)
        moved.append(weight - (rate * large_m) / (math.sqrt(large_v) + 1e-8))  # every weight takes steps of about the rate
    return {"weights": moved, "m": next_m, "v": next_v}
