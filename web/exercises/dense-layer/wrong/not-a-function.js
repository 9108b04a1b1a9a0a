const denseLayer = [0, 3];
