import { figure } from '../ui/format.js';
import { className } from './names.js';

/**
 * What a point of the data is called in words.
 * @param {import('./types.js').Dataset} dataset @param {import('./types.js').Network} network
 * @param {number} point number among all points
 */
export function pointName(dataset, network, point) {
  const { inputs, x, y } = dataset;
  const own = Array.from(x.subarray(point * inputs, (point + 1) * inputs));
  const places = own.map((value) => Number(value.toFixed(2)));
  const target = network.task === 'classes' ? className(network, y[point]) : `target ${figure(Number(y[point].toFixed(3)))}`;
  switch (network.space) {
    case 'image':
      return `image ${point + 1}, a ${y[point]}`;
    case 'line':
      return `x ${figure(places[0])}, ${target}`;
    case 'plane':
      return `x₁ ${figure(places[0])}, x₂ ${figure(places[1])}, ${target}`;
    default:
      return `row ${point + 1}, ${target}`;
  }
}
