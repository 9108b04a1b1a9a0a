import { pixelCanvas } from '../../ui/canvas.js';

/**
 * An image of numbers as ink on paper, whatever the theme: its pixels hold the ink's colour, more or less
 * opaque, and are enlarged without smoothing.
 */
export function inkTile() {
  let tile = pixelCanvas(1, 1);
  let colour = '';
  return {
    /** @param {ArrayLike<number>} pixels [side][side] @param {number} side @param {string} ink */
    set(pixels, side, ink) {
      if (tile.canvas.width !== side) tile = pixelCanvas(side, side);
      const { context } = tile;
      const image = context.createImageData(side, side);
      for (let i = 0; i < side * side; i += 1) image.data[4 * i + 3] = 255 * pixels[i];
      context.putImageData(image, 0, 0);
      // The ink flows in where there is some.
      context.globalCompositeOperation = 'source-in';
      context.fillStyle = colour = ink;
      context.fillRect(0, 0, side, side);
      context.globalCompositeOperation = 'source-over';
    },
    /** @param {CanvasRenderingContext2D} target @param {number} left @param {number} top @param {number} size */
    draw(target, left, top, size) {
      if (colour === '') return;
      const { canvas } = tile;
      target.imageSmoothingEnabled = canvas.width > size * 1.5;
      target.drawImage(canvas, left, top, size, size);
      target.imageSmoothingEnabled = true;
    },
  };
}
