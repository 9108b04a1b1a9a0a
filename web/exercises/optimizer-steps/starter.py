import math

# Lists hold one number per weight.
# returns  {"weights": …, "velocity": …}


def momentum_step(weights, gradients, velocity, rate, momentum):
    return {"weights": weights, "velocity": velocity}


# step counts from 1
# returns  {"weights": …, "m": …, "v": …}


def adam_step(weights, gradients, m, v, step, rate):
    return {"weights": weights, "m": m, "v": v}
