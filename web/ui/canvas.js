/** Canvases that are sharp on every screen. */

/**
 * Keeps a canvas as large as its box in device pixels and tells when that changed. The context is
 * scaled so that drawing happens in CSS pixels.
 * @param {HTMLCanvasElement} canvas
 * @param {(width: number, height: number) => void} onResize CSS pixels; draw again
 * @returns {CanvasRenderingContext2D}
 */
export function sharpCanvas(canvas, onResize) {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  const fit = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0 || height === 0) return;
    // Above two, more pixels cost time and show nothing.
    const ratio = Math.min(2, Math.max(1, devicePixelRatio));
    const w = Math.round(width * ratio);
    const hgt = Math.round(height * ratio);
    if (canvas.width !== w || canvas.height !== hgt) {
      canvas.width = w;
      canvas.height = hgt;
    }
    context.setTransform(w / width, 0, 0, hgt / height, 0, 0);
    onResize(width, height);
  };
  new ResizeObserver(fit).observe(canvas);
  return context;
}

/**
 * A canvas of plain pixels that pictures are cut out of.
 * @param {number} width @param {number} height
 */
export function pixelCanvas(width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2D canvas');
  return { canvas, context };
}
