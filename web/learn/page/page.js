/**
 * @file What a widget gets of the page it stands on: the contract between both. hydrate.js makes it.
 *
 * A widget's module exports `create(place, fields, page)`. `place` is the widget's own element and empty; `fields` are
 * those of kinds.js, `rich` ones as HTML (see rich.js).
 *
 * @typedef {object} Widget what `create` resolves with
 * @property {() => void} close ends it and frees what it holds
 * @property {() => void} [pause] it is out of sight
 * @property {() => void} [resume] it is in sight again
 * @property {any} [api] what a `try` of the page may ask it, see figures' own documentation
 *
 * @typedef {'javascript' | 'python'} Language
 * @typedef {import('../../engine/client.js').Client} Client
 *
 * @typedef {object} Page
 * @property {string} id of this widget
 * @property {URL} site the site's top folder
 * @property {() => Promise<Client>} client the page's one engine worker, started when first asked for. Others use it as
 *   well: ask it what needs no opened run
 * @property {() => Promise<Client>} newClient a worker of the widget's own; it closes it
 * @property {(points?: number) => void} done the check is passed, worth the widget's points unless less is said. Idempotent
 * @property {() => void} tried an attempt was made
 * @property {() => number} tries attempts so far, of all visits
 * @property {() => boolean} passed whether it was passed, now or at an earlier visit
 * @property {(options?: { anyVersion?: boolean }) => any} kept what `keep` was given, or null; of this version of the
 *   lesson alone, unless the learner's own text is asked for with `anyVersion`
 * @property {(value: any) => void} keep JSON, kept until the next visit where the browser keeps anything
 * @property {(text: string) => void} say speaks a sentence to those who listen
 * @property {() => Language} language of programs, the learner's choice
 * @property {(then: (language: Language) => void) => () => void} onLanguage told of a change; returns how to stop
 * @property {(language: Language) => void} setLanguage
 * @property {(id: string) => Promise<any>} figure another widget's api, once it is there
 * @property {(then: () => void) => () => void} onTheme told when light and dark change; returns how to stop
 * @property {(source: string, language: Language, calls?: string[]) => Promise<Ran>} runCode runs the learner's program in
 *   the exercises' sandbox. Only ever at the learner's own press
 *
 * @typedef {object} Ran
 * @property {string[]} output lines printed @property {number} dropped lines beyond what is kept
 * @property {string} problem why it could not run, a sentence; or empty @property {number} line of the problem, 0 if not known
 * @property {{ value: import('../../exercises/harness.js').Encoded | null, fault: string }[]} results one for each call
 */
export {};
