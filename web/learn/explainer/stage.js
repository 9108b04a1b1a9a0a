/** @file The canvas: the picture of a moment, which is the same whenever it is asked for. */

import { sharpCanvas } from '../../ui/canvas.js';
import { readPalette } from '../../ui/palette.js';
import { createBrush, grounds } from './brush.js';
import * as network from './network-scenes.js';
import * as neuron from './neuron-scenes.js';
import { sceneAt, scenes } from './script.js';
import { described } from './words.js';

/** @type {Record<import('./script.js').SceneName, (b: import('./brush.js').Brush, made: import('./record.js').Made, p: number) => void>} */
const drawn = { ...neuron, ...network };

/** @param {HTMLCanvasElement} canvas */
export function createStage(canvas) {
  /** @type {import('./record.js').Made | null} */
  let made = null;
  let palette = readPalette();
  let time = 0;
  let [width, height] = [0, 0];
  const context = sharpCanvas(canvas, (w, h) => {
    [width, height] = [w, h];
    draw();
  });

  function draw() {
    if (!width) return;
    context.clearRect(0, 0, width, height);
    if (!made) return;
    const narrow = width / height < 1.4;
    const ground = narrow ? grounds.narrow : grounds.wide;
    const scale = Math.min(width / ground.width, height / ground.height);
    const { scene, start, length } = scenes[sceneAt(time)];
    context.save();
    context.translate((width - ground.width * scale) / 2, (height - ground.height * scale) / 2);
    context.scale(scale, scale);
    drawn[scene](createBrush(context, palette, narrow), made, (time - start) / length);
    context.restore();
  }

  return {
    /** @param {import('./record.js').Made} numbers @param {import('../../ui/palette.js').Palette} colours they were recorded in */
    set(numbers, colours) {
      made = numbers;
      palette = colours;
      draw();
    },
    /** @param {number} to seconds */
    show(to) {
      time = to;
      draw();
    },
    /** What is to be seen in a scene, in words. @param {number} index */
    words: (index) => (made ? described[scenes[index].scene](made) : ''),
  };
}
