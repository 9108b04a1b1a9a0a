// Lists hold one number per weight.
// returns  { weights, velocity }

function momentumStep(weights, gradients, velocity, rate, momentum) {
  return { weights, velocity };
}

// step counts from 1
// returns  { weights, m, v }

function adamStep(weights, gradients, m, v, step, rate) {
  return { weights, m, v };
}
