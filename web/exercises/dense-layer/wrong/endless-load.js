let ready = false;
while (!ready) console.log('waiting');

function denseLayer(inputs, weights, biases) {
  return biases;
}
