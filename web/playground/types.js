/**
 * The shapes the page shares with the engine's client. Types only.
 *
 * @typedef {object} SettingChoice
 * @property {string} name @property {string} label @property {string} [help] @property {string} [task]
 * @property {'plane' | 'line' | 'image'} [space] of a data set: where its points lie
 *
 * @typedef {object} Setting one row of the settings table
 * @property {string} key @property {string} group @property {string} label
 * @property {'choice' | 'real' | 'integer' | 'set' | 'layers'} type
 * @property {string | number} default @property {string} [help] @property {string} [unit]
 * @property {number} [min] @property {number} [max] @property {number} [step]
 * @property {string} [scale] @property {number[]} [marks] @property {SettingChoice[]} [choices]
 * @property {{ key: string, names: string[] }} [when]
 * @property {number} [maxLayers] @property {{ min: number, max: number, control: number }} [units]
 *
 * @typedef {object} Layer
 * @property {string} name @property {number} units @property {string[]} [labels]
 * @property {number} inputs @property {string} activation
 * @property {number} weights offset into the parameters @property {number} biases offset into the parameters
 *
 * @typedef {object} Network
 * @property {number} parameterCount @property {'classes' | 'values'} task @property {number} classes
 * @property {string} loss @property {Layer[]} layers
 *
 * @typedef {object} Dataset
 * @property {number} count @property {number} range @property {Float32Array} x [count][2]
 * @property {Float32Array} y [count] @property {Uint8Array} test [count], 1 = held back
 *
 * @typedef {object} Opened
 * @property {string} experiment canonical @property {Record<string, string>} values every key
 * @property {Network} network @property {Dataset} dataset @property {number} step
 *
 * @typedef {object} Frame
 * @property {number} step @property {number} epoch @property {number} loss @property {number} testLoss
 * @property {number | null} accuracy @property {number | null} testAccuracy @property {number} rate
 * @property {Float32Array} parameters @property {number} size @property {number} outputSize
 * @property {Uint8ClampedArray} fields [neurons][size][size][4]
 * @property {Uint8ClampedArray} output [outputs][outputSize][outputSize][4]
 * @property {Float32Array} scales [neurons], the value shown at full colour
 * @property {boolean} playing @property {number} switched see client.js @property {null | { step: number, layer: number, message: string }} diverged
 * @property {number} reached @property {number} edits
 *
 * @typedef {object} Painter draws heat maps in the engine's place
 * @property {(frame: Frame) => Promise<{ fields: Uint8ClampedArray, output: Uint8ClampedArray, scales: Float32Array }>} paint
 * @property {string} label @property {string} [waiting] said until the first picture is there
 * @property {() => void} [shown] a picture of it is on the screen
 *
 * @typedef {object} Client the engine as a page sees it
 * @property {number} switched how often play or pause was asked for
 * @property {{ version: number, settings: Setting[] }} settings
 * @property {(experiment: string) => Promise<{ experiment: string, values: Record<string, string> }>} check
 * @property {(experiment: string) => Promise<Opened>} open
 * @property {(options: { size: number, outputSize: number, palette: { negative: [number, number, number], zero: [number, number, number], positive: [number, number, number] } }) => Promise<unknown>} view
 * @property {() => Promise<Frame>} frame
 * @property {(frame: Frame) => void} recycle
 * @property {(pace?: { stepsPerSecond?: number }) => Promise<unknown>} play @property {() => Promise<unknown>} pause
 * @property {(steps: number) => Promise<unknown>} step @property {(epochs: number) => Promise<unknown>} epoch
 * @property {() => Promise<unknown>} reset @property {(step: number) => Promise<unknown>} seek
 * @property {(index: number, value: number) => Promise<unknown>} setParameter
 * @property {() => Promise<import('../ui/plot.js').History>} history
 * @property {(x1: number, x2: number) => Promise<{ values: Float32Array }>} at
 * @property {() => Promise<string>} hash
 * @property {() => Promise<unknown>} close
 *
 * @typedef {object} Item something in the drawing that can be pointed at
 * @property {'layer' | 'neuron' | 'bias' | 'weight'} kind
 * @property {number} layer index, 0 = inputs @property {number} unit @property {number} input
 */

export {};
