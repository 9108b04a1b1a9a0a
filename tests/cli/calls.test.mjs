// Commands, options, help, refusals and exit codes.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answer, glia, refused } from './lib.mjs';

const commands = ['run', 'hash', 'predict', 'receipt', 'verify', 'bench', 'settings'];

describe('help', () => {
  it('lists every command, on standard output', () => {
    const help = answer(['--help']);
    for (const command of commands) assert.match(help, new RegExp(`^  ${command} `, 'm'));
    assert.match(help, /Exit status: 0 done, 1 it failed/);
    assert.equal(answer(['-h']), help);
    assert.equal(answer(['help']), help);
  });

  for (const command of commands) {
    it(`tells all about ${command}`, () => {
      const help = answer([command, '--help']);
      assert.match(help, new RegExp(`^usage: glia ${command}`));
      assert.match(help, /Exit status: 0/);
      assert.ok(help.split('\n').every((line) => [...line].length <= 96), 'lines fit');
      assert.equal(answer(['help', command]), help);
      assert.equal(answer([command, 'anything', '-h']), help);
      assert.equal(answer(['--help', command]), help);
    });
  }

  it('prints the version', () => assert.match(answer(['--version']), /^glia \d+\.\d+\.\d+\n$/));

  it('names every option of a command in its help, and every option it names works', () => {
    for (const command of commands) {
      const named = new Set(answer([command, '--help']).match(/--[a-z]+/g));
      named.delete('--help');
      for (const option of ['--steps', '--data', '--labels', '--target', '--task', '--points', '--seconds', '--json']) {
        const run = glia([command, option]);
        const known = !/has no option/.test(run.err);
        assert.equal(known, named.has(option) || (command === 'hash' && ['--target', '--task', '--labels'].includes(option)), `${command} ${option}`);
      }
    }
  });
});

describe('a call that is not right', () => {
  it('has no command', () => refused([], /a command is missing/));
  it('has an unknown command', () => refused(['trian'], /there is no command 'trian'/));
  it('has an unknown option for a command', () => refused(['--frobnicate'], /there is no option '--frobnicate'/));
  it('asks for help on an unknown command', () => refused(['help', 'trian'], /there is no command 'trian'/));
  it('has no experiment', () => {
    for (const command of ['run', 'hash', 'predict', 'receipt']) {
      refused([command], /an EXPERIMENT is missing \('' is the default one\)/);
    }
  });
  it('has no receipt', () => refused(['verify'], /a RECEIPT is missing/));
  it('has one argument too many', () => {
    refused(['run', '', 'more'], /one argument too many: 'more'/);
    refused(['verify', 'a', 'b'], /one argument too many: 'b'/);
    refused(['settings', 'a', 'b'], /one argument too many: 'b'/);
  });
  it('has an unknown option', () => {
    refused(['run', '', '--stepz', '3'], /there is no option '--stepz'.*glia run --help/);
    refused(['run', '', '-n', '3'], /there is no option '-n'/);
    refused(['run', '', '--step', '3'], /there is no option '--step'/);
  });
  it('has an option of another command', () => refused(['run', '', '--json'], /this command has no option '--json'/));
  it('has an option twice', () => refused(['run', '', '--steps', '1', '--steps=2'], /given twice: '--steps'/));
  it('gives a value to an option without one', () => refused(['settings', '--json=yes'], /takes no value/));
  it('lacks the value of an option', () => refused(['run', '', '--steps'], /--steps needs a whole number.* behind it/));
  it('has steps that are no whole number', () => {
    for (const steps of ['-1', '1.5', 'ten', '', '1e3', '9007199254740993', '99999999999999999999', ' 5', '5 ', '0x10']) {
      refused(['run', '', `--steps=${steps}`], /--steps needs a whole number, up to 2 to the 53rd, not '/);
    }
  });
  it('has an experiment that is not right, and says where', () => {
    refused(['run', 'noise=99'], /noise cannot be '99'.*\(at character 7\)/);
    refused(['hash', 'data=hills&loss=bce'], /compares classes.*\(at character 17\)/);
    refused(['predict', 'sed=1'], /there is no setting 'sed'.*\(at character 1\)/);
    refused(['receipt', 'layers=4:rleu'], /\(at character 10\)/);
    refused(['bench', 'seed=1', 'seed=x'], /seed cannot be 'x'/);
    refused(['run', 'https://example.org/#noise=99'], /\(at character 28\)/);
  });
  it('asks for a network too large, before anything is allocated', () => {
    refused(['run', `layers=${Array(8).fill('4096:relu').join(',')}`], /4096|parameters|large|most/);
  });
  it('names data that must be given', () => refused(['run', 'data=points'], /points/));
  it('has no usable time for a benchmark', () => {
    for (const seconds of ['0', '61', 'nan', '-1', '']) refused(['bench', '--seconds', seconds], /--seconds needs/);
  });
});

describe('arguments', () => {
  const hash = answer(['hash', 'data=xor', '--steps', '20']);
  it('may stand in any order', () => {
    assert.equal(answer(['hash', '--steps', '20', 'data=xor']), hash);
    assert.equal(answer(['hash', '--steps=20', 'data=xor']), hash);
  });
  it('are operands behind --', () => {
    assert.equal(answer(['hash', '--steps', '20', '--', 'data=xor']), hash);
    refused(['hash', '--', '--steps'], /'--steps' has no value/);
  });
  it('may be a whole link', () => {
    assert.equal(answer(['hash', 'https://example.org/play/#data=xor', '--steps', '20']), hash);
    assert.equal(answer(['hash', '#data=xor', '--steps', '20']), hash);
  });
  it('default to 500 steps', () => assert.equal(answer(['hash', '']), answer(['hash', '', '--steps', '500'])));
});

describe('settings', () => {
  const json = JSON.parse(answer(['settings', '--json']));
  it('are readable, every one of them', () => {
    const table = answer(['settings']);
    for (const { key, label, help, group } of json.settings) {
      assert.ok(table.includes(`\n  ${key.padEnd(12)}${label}: ${help}\n`), key);
      assert.match(table, new RegExp(`^${group}$`, 'm'));
    }
    for (const { choices = [] } of json.settings) {
      for (const { name } of choices) assert.match(table, new RegExp(`\\b${name}\\b`));
    }
  });
  it('can be asked for one by one, with every choice explained', () => {
    for (const { key, choices = [] } of json.settings) {
      const text = answer(['settings', key]);
      for (const { name, help } of choices) assert.ok(text.includes(name) && text.includes(help), `${key} ${name}`);
    }
  });
  it('say when there is none of a name', () => refused(['settings', 'colour'], /there is no setting 'colour'/));
  it('are one or the other', () => refused(['settings', 'noise', '--json'], /a KEY or --json, not both/));
});

describe('bench', () => {
  it('measures the experiments it is given', () => {
    const lines = answer(['bench', '--seconds', '0.05', 'data=xor', 'layers=3:tanh']).trimEnd().split('\n');
    assert.equal(lines.length, 3);
    assert.match(lines[1], /^data=xor +105 +16 /);
    for (const line of lines.slice(1)) {
      const [steps, epochs, samples] = line.trim().split(/\s+/).slice(3).map(Number);
      assert.ok(steps > 100 && epochs > 1 && samples > 1000, line);
      assert.ok(Math.abs(steps / 25 - epochs) <= epochs * 0.01 + 0.1, line);
    }
  });
  it('measures usual sizes otherwise', () => {
    const out = answer(['bench', '--seconds', '0.02']);
    assert.match(out, /the default experiment/);
    assert.match(out, /784-128-64-10, Adam +109386 +128 /);
    assert.match(out, /784-512-256-10/);
  });
  it('says where training diverges', () => {
    refused(['bench', 'data=hills&layers=8:relu&optimizer=sgd&rate=10', '--seconds', '0.1'], /no longer a finite number/, { status: 1, printed: true });
  });
});
