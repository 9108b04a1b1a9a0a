import { pixelCanvas } from '../ui/canvas.js';

/**
 * What is drawn inside the neurons. One kind for each space in which points can lie; the stage asks the
 * kind that fits what is open.
 * @typedef {import('./geometry.js').Neuron} Neuron
 * @typedef {import('./types.js').Frame} Frame
 *
 * @typedef {object} Pictures
 * @property {(frame: Frame, fields: Uint8ClampedArray, neurons: Neuron[]) => void} load
 *   takes from a frame what the drawn neurons need; the frame's arrays may be gone afterwards
 * @property {(target: CanvasRenderingContext2D, slot: number, left: number, top: number, size: number) => void} draw
 *   the picture of neurons[slot], enlarged or reduced
 */

/** Heat maps over the plane, made by the engine. @returns {Pictures} */
export function heatPictures() {
  let atlas = pixelCanvas(1, 1);
  let cell = 1;
  return {
    load({ size }, fields, neurons) {
      const rows = neurons.length * size;
      if (cell !== size || atlas.canvas.height !== rows) {
        atlas = pixelCanvas(size, rows);
        cell = size;
      }
      const bytes = size * size * 4;
      neurons.forEach((neuron, slot) => {
        const pixels = /** @type {Uint8ClampedArray<ArrayBuffer>} */ (fields.subarray(neuron.field * bytes, (neuron.field + 1) * bytes));
        if (pixels.length === bytes) atlas.context.putImageData(new ImageData(pixels, size, size), 0, slot * size);
      });
    },
    // Half a pixel is left off at the rim so that smoothing does not take in the map stored next to it.
    draw(target, slot, left, top, size) {
      target.drawImage(atlas.canvas, 0.5, slot * cell + 0.5, cell - 1, cell - 1, left, top, size, size);
    },
  };
}

/** Columns of a curve in a neuron: as many as its box can show. */
const columns = 48;

/**
 * Where points lie on a line: what each neuron answers along it, as a small curve.
 * @param {() => import('../ui/palette.js').Palette} palette
 * @returns {Pictures}
 */
export function curvePictures(palette) {
  let values = new Float32Array(0);
  return {
    load({ curve, outputSize, scales }, _, neurons) {
      if (!curve) return;
      if (values.length !== neurons.length * columns) values = new Float32Array(neurons.length * columns);
      neurons.forEach(({ field }, slot) => {
        const scale = scales[field] || 1;
        for (let i = 0; i < columns; i += 1) {
          const at = Math.min(outputSize - 1, Math.floor(((i + 0.5) * outputSize) / columns));
          values[slot * columns + i] = curve[field * outputSize + at] / scale;
        }
      });
    },
    draw(target, slot, left, top, size) {
      const { css } = palette();
      target.fillStyle = css.card;
      target.fillRect(left, top, size, size);
      const middle = top + size / 2;
      target.strokeStyle = css.line;
      target.lineWidth = 1;
      target.beginPath();
      target.moveTo(left, middle);
      target.lineTo(left + size, middle);
      target.stroke();
      target.strokeStyle = css.accent;
      target.lineWidth = Math.max(1.25, Math.min(2.5, size / 28));
      target.lineJoin = 'round';
      target.beginPath();
      for (let i = 0; i < columns; i += 1) {
        const share = Math.max(-1, Math.min(1, values[slot * columns + i]));
        const x = left + ((i + 0.5) / columns) * size;
        const y = middle - share * (size / 2) * 0.84;
        if (i === 0) target.moveTo(x, y);
        else target.lineTo(x, y);
      }
      target.stroke();
    },
  };
}
