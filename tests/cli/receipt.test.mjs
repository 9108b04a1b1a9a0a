// Receipts that hold, and receipts that were tampered with in every word.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer, glia, refused, scratch } from './lib.mjs';

const file = scratch();

/** CRC-32 as ISO 3309 has it, by its definition. @param {string} text @returns {string} */
function crc(text) {
  let rest = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return ((rest ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}

/** The receipt with a fitting check: a forgery. @param {string} text */
function sign(text) {
  const words = text.trim().split(/\s+/).filter((word) => !word.startsWith('check='));
  const body = words.map((word) => `${word}\n`).join('');
  return `${body}check=${crc(body)}\n`;
}

/** @param {string} text @param {string} name @param {string} value */
const change = (text, name, value) => text.replace(new RegExp(`^${name}=.*$`, 'm'), () => `${name}=${value}`);

const classes = answer(['receipt', 'data=xor&layers=4:relu', '--steps', '150']);
const values = answer(['receipt', 'data=hills&patience=3', '--steps', '120']);

/** A forgery that is well written and untrue. @param {string} text @param {RegExp[]} lines */
function disproved(text, lines) {
  const run = glia(['verify', '-'], { input: text });
  assert.equal(run.status, 1, run.out + run.err);
  assert.equal(run.err, '');
  const told = run.out.trimEnd().split('\n');
  assert.equal(told.length, lines.length, run.out);
  for (const [i, line] of lines.entries()) assert.match(told[i], line);
}

it('crc is the usual one', () => assert.equal(crc('123456789'), 'cbf43926'));

describe('a receipt', () => {
  it('is a few words with a check', () => {
    assert.match(
      classes,
      /^glia-receipt\/1\nexperiment=data=xor&layers=4:relu\nsteps=150\nhash=[0-9a-f]{16}\nloss=[\d.e-]+\ntestLoss=[\d.e-]+\naccuracy=[\d.]+\ntestAccuracy=[\d.]+\ncheck=[0-9a-f]{8}\n$/,
    );
    assert.doesNotMatch(values, /ccuracy/);
    assert.equal(sign(classes), classes);
    assert.equal(classes.match(/hash=(.*)/)?.[1], answer(['hash', 'data=xor&layers=4:relu', '--steps', '150']).trim());
  });

  it('holds the experiment in its shortest form', () => {
    assert.equal(answer(['receipt', 'noise=5&layers=4:relu&data=xor', '--steps', '150']), classes);
    assert.match(answer(['receipt', 'seed=1', '--steps', '1']), /^experiment=$/m);
  });

  it('is verified, from a file, standard input or the argument itself', () => {
    for (const text of [classes, values]) {
      const right = /^verified: \d+ steps give hash [0-9a-f]{16}, and every number is the same\n$/;
      assert.match(answer(['verify', file('receipt', text)]), right);
      assert.match(answer(['verify', '-'], { input: text }), right);
      assert.match(answer(['verify', text]), right);
    }
  });

  it('may be broken into other lines', () => {
    for (const blank of [' ', '\r\n', '\t', '\n\n  ']) answer(['verify', classes.trim().replaceAll('\n', blank)]);
    answer(['verify', `\n  ${classes}`]);
  });

  it('is verified for every kind of experiment', () => {
    for (const experiment of ['', 'data=blobs&classes=5', 'layers=6:gelu+bn+drop0.3,6:silu+ln+res&optimizer=lamb', 'data=sine', 'data=digits8&points=50', 'loss=focal&balance=balanced', 'patience=1&data=gauss&noise=50', 'schedule=one_cycle&horizon=50&optimizer=nesterov']) {
      for (const steps of ['0', '60']) answer(['verify', answer(['receipt', experiment, '--steps', steps])]);
    }
  });

  it('of a run that stopped early tells its best step', () => {
    const text = answer(['receipt', 'data=gauss&noise=50&patience=1', '--steps', '50000']);
    assert.ok(Number(text.match(/steps=(\d+)/)?.[1]) < 50000);
    answer(['verify', text]);
  });

  it('cannot be had for points that are given', () => refused(['receipt', 'data=points'], /points/));
});

describe('changes by hand', () => {
  // Three of them, at the start, on the way and at the end; what they come to is taken from the replay.
  const edited = classes.replace('check', 'edit=0,0,1.5\nedit=40,16,-0.25\nedit=150,3,1e-9\ncheck');
  it('are replayed, and their result verified', () => {
    let text = sign(edited);
    for (const line of glia(['verify', '-'], { input: text }).out.trimEnd().split('\n')) {
      const [, name, found] = line.match(/^not verified: (\w+) is .* and (\S+) in the replay$/) ?? [];
      assert.ok(name, line);
      text = change(text, name, found);
    }
    assert.notEqual(text, sign(edited));
    answer(['verify', sign(text)]);
    disproved(sign(text.replace('edit=40,16,-0.25', 'edit=40,16,-0.2500001')), [/hash/, /loss/, /testLoss/]);
    disproved(sign(text.replace('edit=40,', 'edit=41,')), [/hash/, /loss/, /testLoss/]);
  });
  it('are refused where they cannot be', () => {
    const with_ = (edit) => sign(classes.replace('check', `${edit}\ncheck`));
    refused(['verify', with_('edit=0,17,1')], /there is no parameter 17; they go from 0 to 16/);
    refused(['verify', with_('edit=0,9007199254740991,1')], /there is no parameter/);
    refused(['verify', with_('edit=151,0,1')], /in the order of their steps, none after the last/);
    refused(['verify', with_('edit=5,0,1 edit=4,0,1')], /in the order of their steps/);
    for (const edit of ['edit=', 'edit=1', 'edit=1,2', 'edit=a,2,3', 'edit=1,b,3', 'edit=1,2,c', 'edit=1,2,3,4', 'edit=-1,2,3', 'edit=1,2,nan']) {
      refused(['verify', with_(edit)], /a change by hand is step,parameter,value/);
    }
    refused(['verify', with_('edit=1,2,1e39')], /no weight can be so large/);
    refused(['verify', '-'], /has 4097 changes by hand; 4096 can be replayed/, { input: sign(classes.replace('check', `${'edit=0,0,1\n'.repeat(4097)}check`)) });
  });
});

describe('a tampered receipt', () => {
  const changes = { experiment: 'data=xor&layers=5:relu', steps: '151', hash: '0123456789abcdef', loss: '0.001', testLoss: '0.001', accuracy: '0.123', testAccuracy: '0.123' };
  for (const [name, value] of Object.entries(changes)) {
    it(`is found out by its check: ${name}`, () => {
      refused(['verify', change(classes, name, value)], /the check does not fit the words before it/);
    });
  }
  it('is found out by its check: the check itself', () => refused(['verify', change(classes, 'check', '00000000')], /check does not fit/));
  it('is found out whichever character was changed', () => {
    for (let i = 0; i < classes.length - 1; i++) {
      const other = classes[i] === '7' ? '3' : '7';
      const { status } = glia(['verify', '-'], { input: classes.slice(0, i) + other + classes.slice(i + 1) });
      assert.equal(status, 2, `character ${i}`);
    }
  });
  it('is found out where it was cut', () => {
    for (let i = 0; i < classes.length - 2; i++) {
      const { status, err } = glia(['verify', '-'], { input: classes.slice(0, i) });
      assert.equal(status, 2, `after ${i} characters`);
      assert.match(err, /^glia: /);
    }
  });
});

describe('a forged receipt, its check made to fit', () => {
  const number = (name, value) => [change(classes, name, value), classes.match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1] ?? ''];
  for (const [name, value] of Object.entries({ hash: '0123456789abcdef', loss: '0.001', testLoss: '1e-300', accuracy: '1.5', testAccuracy: 'nan' })) {
    it(`has a wrong ${name}, told with both values`, () => {
      const [text, right] = number(name, value);
      disproved(sign(text), [new RegExp(`^not verified: ${name} is ${value} in the receipt and ${right.replaceAll('.', '\\.')} in the replay$`)]);
    });
  }
  it('has a loss wrong in its last bit', () => {
    const right = Number(classes.match(/^loss=(.*)$/m)?.[1]);
    const bits = new BigInt64Array(new Float64Array([right]).buffer);
    bits[0] += 1n;
    const [next] = new Float64Array(bits.buffer);
    disproved(sign(change(classes, 'loss', String(next))), [/^not verified: loss is/]);
  });
  it('has other steps or another experiment', () => {
    disproved(sign(change(classes, 'steps', '149')), [/hash/, /loss/, /testLoss/, ...(glia(['verify', sign(change(classes, 'steps', '149'))]).out.match(/^.*ccuracy.*$/gm) ?? []).map(() => /ccuracy/)]);
    assert.equal(glia(['verify', sign(change(classes, 'experiment', 'data=xor&layers=4:relu&seed=2'))]).status, 1);
  });
  it('claims more steps than patience allows', () => {
    const short = answer(['receipt', 'data=gauss&noise=50&patience=1', '--steps', '50000']);
    disproved(sign(change(short, 'steps', '50000')), [/^not verified: the receipt claims 50000 steps, but the experiment's patience ends training at step \d+$/]);
  });
  it('claims steps behind a divergence', () => {
    const start = answer(['receipt', 'data=hills&optimizer=sgd&rate=10', '--steps', '1']);
    disproved(sign(change(start, 'steps', '500')), [/^not verified: the receipt claims 500 steps, but training stopped at step \d+/]);
  });
  it('is not well written', () => {
    /** @param {string} name @param {string} value @param {RegExp} sentence */
    const wrong = (name, value, sentence) => refused(['verify', '-'], sentence, { input: sign(change(classes, name, value)) });
    wrong('experiment', 'noise=99', /noise cannot be '99'.*\(at character 33\)/);
    wrong('experiment', 'data=points', /points/);
    for (const steps of ['', '-1', '1.5', 'x', '9007199254740993', '00000000000000000150']) wrong('steps', steps, /steps are a whole number|stands where/);
    for (const hash of ['', '123', '0123456789ABCDEF', '0123456789abcdefg', '0123456789abcdeg']) wrong('hash', hash, /a hash is 16 digits|stands where/);
    for (const loss of ['', 'x', '1,5', '0x1', '1e999', '--1']) wrong('loss', loss, /must be a decimal number|stands where/);
    for (const name of ['experiment', 'steps', 'hash', 'loss', 'testLoss', 'accuracy', 'testAccuracy']) {
      const without = classes.split('\n').filter((line) => !line.startsWith(`${name}=`)).join('\n');
      refused(['verify', '-'], new RegExp(`stands where the receipt must have ${name}=|ends where ${name}= is`), { input: sign(without) });
    }
    refused(['verify', '-'], /stands where the receipt must have check=/, { input: sign(values.replace('check', 'accuracy=1\ntestAccuracy=1\ncheck')) });
    refused(['verify', '-'], /'more' stands behind the receipt/, { input: `${classes}more` });
    refused(['verify', '-'], /a check is 8 digits/, { input: change(classes, 'check', 'XYZ') });
    refused(['verify', '-'], /a receipt of version 2; only version 1/, { input: sign(classes.replace('receipt/1', 'receipt/2')) });
    refused(['verify', '-'], /version is a whole number/, { input: sign(classes.replace('receipt/1', 'receipt/one')) });
    refused(['verify', '-'], /a receipt begins with glia-receipt\/1; this text does not/, { input: 'Dear reader' });
    refused(['verify', '-'], /a receipt begins with glia-receipt\/1; this text is empty/, { input: ' \n' });
    refused(['verify', '-'], /\(standard input|standard input is too large/, { input: 'x'.repeat(300_000) });
    refused(['verify', 'nonsense'], /'nonsense' is neither a receipt nor a file that exists; a receipt begins with glia-receipt\/1, as 'glia receipt EXPERIMENT' prints it/);
    refused(['verify', '.'], /\. cannot be read: /);
  });
});
