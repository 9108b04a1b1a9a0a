/**
 * The shapes the page shares with the engine's client. Types only.
 *
 * @typedef {import('../ui/palette.js').Rgb} Rgb
 *
 * @typedef {object} SettingChoice
 * @property {string} name @property {string} label @property {string} [help] @property {string} [task]
 * @property {'plane' | 'line' | 'image' | 'table'} [space] of a data set: where its points lie
 *
 * @typedef {object} Setting one row of the settings table
 * @property {string} key @property {string} group @property {string} label
 * @property {'choice' | 'real' | 'integer' | 'set' | 'layers'} type
 * @property {string | number} default @property {string} [help] @property {string} [unit]
 * @property {number} [min] @property {number} [max] @property {number} [step]
 * @property {string} [scale] @property {number[]} [marks] @property {SettingChoice[]} [choices]
 * @property {{ key: string, names: string[] }} [when]
 * @property {boolean} [live] whether it can change on the way, see Page.branch
 * @property {SettingChoice[]} [norms] of a layer @property {{ name: string, label: string, max: number, help?: string }[]} [extras]
 *   what a layer can have besides; max: the largest number after the name, 0 for none
 * @property {number} [maxLayers] @property {{ min: number, max: number, control: number }} [units]
 *
 * @typedef {object} Layer
 * @property {string} name @property {number} units @property {string[]} [labels] of inputs
 * @property {string[]} [classNames] of outputs, where a file has names for them
 * @property {number} inputs @property {string} activation
 * @property {number} weights offset into the parameters @property {number} biases offset into the parameters
 * @property {number} [gamma] offset, of normalization @property {number} [beta] @property {number} [projection] of a residual connection
 *
 * @typedef {object} Network
 * @property {number} parameterCount @property {'classes' | 'values'} task @property {number} classes
 * @property {string} loss @property {Layer[]} layers @property {number} outputs
 * @property {'plane' | 'line' | 'image' | 'table'} space where its points lie
 * @property {string[]} [classNames] those of one's own file; otherwise classes are numbers
 * @property {{ mean: number[], deviation: number[] }} [inputScale] of columns out of a file, scaled like that
 * @property {{ name: string, mean: number, deviation: number }} [target] of values out of a file, scaled like that
 *
 * @typedef {object} Dataset
 * @property {number} count @property {number} range @property {number} inputs numbers of a point
 * @property {Float32Array} x [count][inputs]
 * @property {Float32Array} y [count] @property {Uint8Array} test [count], 1 = held back
 *
 * @typedef {object} ClassMetrics of a classifier; null where a number is not defined
 * @property {'binary' | 'multiclass'} kind @property {number} accuracy
 * @property {number[][]} confusion [true class][predicted class] @property {number[]} support points of each class
 * @property {{ precision: (number | null)[], recall: (number | null)[], f1: (number | null)[] }} perClass
 * @property {{ precision: number | null, recall: number | null, f1: number | null }} macro
 * @property {{ precision: number | null, recall: number | null, f1: number | null }} weighted
 * @property {number | null} auc @property {number | null} log_loss
 * @property {{ fpr: (number | null)[], tpr: (number | null)[] }} [roc] for two classes
 *
 * @typedef {object} ValueMetrics @property {'values'} kind @property {number} r2 @property {number} rmse @property {number} mae
 * @typedef {ClassMetrics | ValueMetrics} Metrics
 *
 * @typedef {object} Opened
 * @property {string} experiment canonical @property {Record<string, string>} values every key
 * @property {Network} network @property {Dataset} dataset @property {number} step
 * @property {boolean} live whether it goes on from another run @property {number | null} from the step at which it does
 * @property {{ before: number, after: number }} kept how many runs `undo` and `redo` can bring back
 *
 * @typedef {object} Frame
 * @property {number} step @property {number} epoch @property {number} loss @property {number} testLoss
 * @property {number | null} accuracy @property {number | null} testAccuracy @property {number} rate
 * @property {number} stepsPerEpoch
 * @property {Float32Array} parameters @property {number} size @property {number} outputSize
 * @property {Uint8ClampedArray} fields [neurons][size][size][4]
 * @property {Uint8ClampedArray} output [outputs][outputSize][outputSize][4]
 * @property {Float32Array} scales [neurons], the value shown at full colour
 * @property {Uint8ClampedArray | null} [classes] [outputSize][outputSize][4], each pixel in the colour of its class,
 *   where there are more than two
 * @property {Float32Array | null} curve [neurons][outputSize] where points lie on a line, else null
 * @property {boolean} playing @property {'epoch' | 'testLoss' | 'testAccuracy' | null} halted the stop condition that
 *   ended playing @property {number} switched see client.js @property {null | { step: number, layer: number, message: string }} diverged
 * @property {number} reached @property {number} edits
 *
 * @typedef {Pick<Frame, 'step' | 'epoch' | 'loss' | 'testLoss' | 'accuracy' | 'testAccuracy' | 'diverged'>} Snapshot
 *
 * @typedef {object} Cost @property {number} parameters @property {number} operationsPerExample of one forward pass
 * @property {number} operationsPerStep @property {number | null} millisecondsPerStep null: no step was made yet
 *
 * @typedef {import('../ui/plot.js').History & { cost: Cost }} RaceHistory a racer's way and what it takes
 *
 * @typedef {object} Cells a map of rates (rows) and seeds; arrays are [rates][seeds], NaN where a cell is not finished
 * @property {number[]} rates @property {number[]} seeds @property {number} steps @property {number} left cells not finished
 * @property {('waiting' | 'done' | 'diverged')[]} states @property {Float32Array} first training loss before training
 * @property {Float32Array} loss @property {Float32Array} testLoss
 *
 * @typedef {object} Painter draws heat maps in the engine's place
 * @property {(frame: Frame) => Promise<{ fields: Uint8ClampedArray, output: Uint8ClampedArray, scales: Float32Array }>} paint
 * @property {string} label @property {string} [waiting] said until the first picture is there
 * @property {() => void} [shown] a picture of it is on the screen
 *
 * @typedef {import('../engine/inspect.js').Finding} Finding
 * @typedef {import('../engine/inspect.js').Statistics} Statistics
 * @typedef {import('../engine/inspect.js').Spread} Spread
 * @typedef {import('../engine/client/look.js').Surface} Surface
 *
 * @typedef {object} Client the engine as a page sees it
 * @property {number} switched how often play or pause was asked for
 * @property {{ version: number, settings: Setting[] }} settings
 * @property {(experiment: string) => Promise<{ experiment: string, values: Record<string, string> }>} check
 * @property {(experiment: string, points?: import('../engine/points.js').Given, how?: { instead?: boolean }) => Promise<Opened>} open instead: the
 *   run before is not kept for `undo`
 * @property {(experiment: string, points: import('../engine/points.js').Given) => Promise<Opened & { weightsKept: boolean }>} givePoints
 * @property {import('../engine/client/files.js').Filing['csv']} csv
 * @property {import('../engine/client/files.js').Filing['table']} table
 * @property {import('../engine/client/files.js').Filing['idx']} idx
 * @property {(options: { size: number, outputSize: number, palette: { negative: Rgb, zero: Rgb, positive: Rgb }, classes?: Rgb[], discrete: boolean }) => Promise<unknown>} view
 *   how frames are drawn: sides in pixels; classes: a colour for each, where there are more than two; discrete: what the
 *   network decides for, without shades of how sure it is
 * @property {() => Promise<Frame>} frame
 * @property {(frame: Frame) => void} recycle
 * @property {(pace?: { stepsPerSecond?: number }) => Promise<unknown>} play @property {() => Promise<unknown>} pause
 * @property {(steps: number) => Promise<unknown>} step @property {(epochs: number) => Promise<unknown>} epoch
 * @property {(changes: Record<string, string | number>, how?: { instead?: boolean }) => Promise<Opened>} branch goes on from the present weights
 * @property {() => Promise<Opened | null>} undo back to the run before @property {() => Promise<Opened | null>} redo
 * @property {() => Promise<{ text: string }>} save @property {(text: string) => Promise<Opened>} restore
 * @property {(conditions: { epoch?: number | null, testLoss?: number | null, testAccuracy?: number | null }) => Promise<void>} stopAt
 *   lets playing stop by itself at the end of the first epoch at which one holds
 * @property {(span: number, count: number) => Promise<Float64Array>} rates of the schedule, from step 0 to `span`
 * @property {() => Promise<unknown>} reset @property {(step: number) => Promise<unknown>} seek
 * @property {(index: number, value: number) => Promise<unknown>} setParameter
 * @property {() => Promise<import('../ui/plot.js').History>} history
 * @property {(x1: number, x2: number) => Promise<{ values: Float32Array }>} at
 * @property {(x: Float32Array) => Promise<Float32Array>} predict [rows][outputs]
 * @property {(x: Float32Array) => Promise<{ pre: Float32Array, post: Float32Array }[]>} activations of each layer, for one input
 * @property {(layer: number, units: number, size: number) => Promise<{ pixels: Uint8ClampedArray, scales: Float32Array, side: number }>} weightImages
 *   pixels: RGBA [units][size][size]; layer 0: the first hidden one
 * @property {(drawn: Float32Array, width: number, height: number, options?: { size?: number }) => Promise<Float32Array | null>} normalizeDigit
 * @property {(index: number, options?: { example?: number }) => Promise<import('../engine/inspect.js').Ledger>} ledger
 * @property {(options?: { rows?: number, against?: Float32Array }) => Promise<import('../engine/check.js').GradientCheck>} gradientCheck
 * @property {(example?: { part?: 'train' | 'test', row?: number, x?: Float32Array, target?: number }) => Promise<import('../engine/check.js').Walk>} walk
 * @property {(options: { part: 'test' | 'train' }) => Promise<Metrics>} metrics of the run as it stands
 * @property {() => Promise<Finding[]>} doctor what is wrong with the run and what cures it
 * @property {(ranges?: import('../engine/inspect.js').Ranges) => Promise<Statistics>} statistics layer by layer
 * @property {(options: { plane: 'random' | 'path', test: boolean, extent: number, points: number }, how: { onPart: (part: Surface) => void }) => Promise<Surface>} surface
 *   the loss over a plane; refused as 'closed' when another is asked for or another experiment opened
 * @property {() => Promise<{ a: number, b: number, loss: number }>} surfaceAt the present weights on that plane
 * @property {() => Promise<Cost>} cost
 * @property {(entry: { experiments: string[], share?: boolean, x?: Float32Array, y?: Float32Array, test?: Uint8Array }) => Promise<{ count: number, own: boolean[] }>} race
 *   see client/race.js @property {(steps: number) => Promise<Snapshot[]>} raceAdvance
 * @property {() => Promise<RaceHistory[]>} raceHistory @property {() => Promise<void>} raceClose
 * @property {(cells: { rates: number[], seeds: number[], steps: number }, how: { onPart: (part: Cells) => void }) => Promise<Cells>} survey
 * @property {() => Promise<void>} surveyClose
 * @property {() => Promise<string>} hash
 * @property {() => Promise<string>} receipt what the run has come to, for anyone to replay
 * @property {(receipt: string) => Promise<import('../engine/receipt.js').Verdict>} verify
 * @property {(receipt: string, conditions: import('../engine/receipt.js').Conditions) =>
 *   Promise<{ passed: boolean, why: string[], verdict: import('../engine/receipt.js').Verdict }>} judge
 * @property {import('./puzzle/concealed.js').Puzzle} puzzle
 * @property {() => Promise<unknown>} close
 *
 * @typedef {object} Item something in the drawing that can be pointed at
 * @property {'layer' | 'neuron' | 'bias' | 'weight'} kind
 * @property {number} layer index, 0 = inputs @property {number} unit @property {number} input
 *
 * @typedef {object} LinkMark how a link is drawn while it is marked: by colour and pattern together
 * @property {'good' | 'warn' | 'bad' | 'positive' | 'negative'} colour solid, dotted, dashed and thick; by sign: solid, dashed
 * @property {number} [width] CSS pixels @property {number} [dot] 0…1, where a dot on its way along the link is
 * @property {number} [alpha] 0…1 @property {string} [said] added to the link's words, in the tip and the tree
 *
 * @typedef {object} UnitMark a sign in a badge on a neuron
 * @property {number} layer 0 = inputs @property {number} unit
 * @property {string} sign one or two characters, or a short number
 * @property {'warn' | 'accent'} [tone] what is wrong, unless given; or merely said @property {string} said added to the neuron's words
 *
 * @typedef {object} Marks what a lens lays over the drawing; another network begins without
 * @property {(parameter: number) => LinkMark | null} [links] for each weight drawn, by its index in the parameters
 * @property {UnitMark[]} [units]
 *
 * @typedef {object} Preview a neuron's picture in the output's place
 * @property {string} name @property {number} field index among all neurons
 * @property {(target: CanvasRenderingContext2D, size: number) => boolean} copy
 *
 * @typedef {object} OutputShared what every view of the output is given
 * @property {() => import('../ui/palette.js').Palette} palette
 * @property {Client} client @property {import('./image/look.js').Look} look
 * @property {{ training: boolean, test: boolean }} points which of them to show; changes before `redraw`
 * @property {HTMLElement} discrete the button for `discrete` of `Client.view`, for a view that has shades to place
 * @property {(error: unknown) => void} onError a failure nobody waits for
 *
 * @typedef {object} OutputPart a view of the output, for the data sets of one space (output.js)
 * @property {HTMLElement} element stands below the heading
 * @property {boolean} hasPoints whether training and test points can be shown and hidden in it
 * @property {(opened: Opened) => void} open a run is shown from here on
 * @property {(frame: Frame, output: Uint8ClampedArray, scales: Float32Array) => void} show with every frame;
 *   output is the painter's when there is one. Arrays may be gone after the next call
 * @property {(frame: Frame) => void} [showFigures] a few times a second, in step with the figures below
 * @property {(preview: Preview | null) => void} preview
 * @property {(label: string | null) => void} label who draws the maps when it is not the engine
 * @property {() => void} redraw the theme or what is shown has changed
 * @property {Ground} [ground] where points can be drawn on it
 *
 * @typedef {object} Ground a picture on which points have their places; in CSS pixels from its upper left corner
 * @property {HTMLElement} element
 * @property {(x: number, y: number) => [number, number]} locate the numbers that stand at a place, within bounds
 * @property {(a: number, b: number) => { x: number, y: number }} spot their place
 *
 * @typedef {(shared: OutputShared) => OutputPart} CreateOutput
 *
 * @typedef {object} Lens one way to look closer (lenses.js). Every method may be missing
 * @property {(opened: Opened) => void} [open] another run is open; also once before the first `enter`
 * @property {(frame: Frame) => void} [show] about twelve times a second while training, and whenever the run
 *   has come to rest. Its arrays may be gone after the call
 * @property {() => void} [enter] the tab was opened
 * @property {() => void} [leave] another tab was opened: put away what was laid over the drawing
 * @property {(item: Item | null) => void} [select] something was chosen in the network; without this method
 *   choosing leads to the card
 * @property {() => void} [redraw] the theme has changed
 * @property {boolean} [always] `open` and `show` also while another tab is open
 *
 * @typedef {object} LensEntry
 * @property {string} key @property {string} label @property {string} help
 * @property {string} [style] name of its style sheet in lens/
 * @property {() => Promise<{ create: (place: HTMLElement, page: Page) => Lens }>} load
 * @property {() => Promise<{ watch: (page: Page, tell: (badge: { text: string, said: string } | null) => void) => Watcher }>} [watch]
 *   fetched when the page stands; puts a badge on the tab, whichever lens is open
 *
 * @typedef {object} Watcher @property {() => void} open another run is open @property {(frame: Frame) => void} show
 *
 * @typedef {object} Page the playground as lenses and exercises see it
 * @property {Client} client
 * @property {Setting[]} table the rows of the settings table that the page offers
 * @property {Opened | null} opened @property {Frame | null} frame the newest one on screen
 * @property {boolean} playing @property {Item | null} selected
 * @property {() => import('../ui/palette.js').Palette} palette colours of the present theme
 * @property {(patch: Record<string, string>, options?: { live?: boolean }) => Promise<string | null>} change asks for
 *   settings to change; null, or the sentence why not, the run being then as it was
 * @property {(patch: Record<string, string>) => Promise<string | null>} branch goes on from the present weights under
 *   other settings: rows of the table that are `live`; null, or the sentence why not
 * @property {() => Promise<boolean>} undo the run before, whole; false when there is none
 * @property {() => Promise<boolean>} redo
 * @property {(experiment: string) => Promise<string | null>} visit opens an experiment as a link does; null, or the
 *   sentence why not
 * @property {(keys: string[], why?: string) => void} lock holds settings fast, for the reason given; none: lets go
 * @property {(item: Item | null) => void} select in the network and in the card; the lens stays
 * @property {() => void} play @property {() => void} pause
 * @property {(step: number) => Promise<void>} seek @property {(steps?: number) => Promise<void>} step
 * @property {(task: () => Promise<unknown>) => Promise<string | null>} act does something to the engine's run and
 *   shows what came of it; null, or the sentence why not
 * @property {() => void} refresh asks for a new frame
 * @property {import('../ui/notice.js').Messages['toast']} toast said once, goes by itself
 * @property {import('../ui/notice.js').Messages['notice']} notice stays until put away
 * @property {(key: string) => void} dismiss puts the notice of that key away
 * @property {(painter: Painter | null) => void} override lets somebody else draw the heat maps
 * @property {(key: string) => void} openLens
 * @property {(source: import('./check-source.js').GradientSource | null) => void} gradientsFrom whose gradients the
 *   lens “Check” compares with the engine's; null: it checks the engine's own
 * @property {import('./check-source.js').GradientSources} gradients
 * @property {{ mark: (marks: Marks | null) => void,
 *   copyField: (target: CanvasRenderingContext2D, layer: number, unit: number, size: number) => boolean }} network
 */

export {};
