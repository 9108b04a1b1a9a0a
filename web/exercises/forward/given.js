// The network that predict stands on.
globalThis.network = [
  { weights: [[1.5, -1], [-1, 2], [0.5, 0.5]], biases: [0.2, -0.5, 0] },
  { weights: [[1, -1.5, 0.8]], biases: [-0.3] },
];
