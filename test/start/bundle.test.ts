import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as library from '../../lib/index.js';
import { root } from '../root.js';

/** What a module prints in a Node of its own. */
function printedBy(program: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    encoding: 'utf8',
  });
}

describe('start: the bundled library', () => {
  it('exports what the modules do, and every function and class has kept its name', () => {
    const named = (names: [string, unknown][]): string[] =>
      names.map(([name, value]) => (typeof value === 'function' ? `${name}: ${value.name}` : name)).sort();
    const program = `
      import * as library from 'edflab';
      const named = ${named.toString()};
      console.log(JSON.stringify(named(Object.entries(library))));`;
    assert.deepEqual(JSON.parse(printedBy(program)), named(Object.entries(library)));
  });

  it('is one library: what `edflab/ps1` checks is made of the classes that `edflab` exports', () => {
    const program = `
      import { CompNode, np } from 'edflab';
      import { check } from 'edflab/ps1';
      globalThis[Symbol.for('edflab.notebook')] = { has: () => true, get: () => Relu };
      class Relu extends CompNode {
        constructor(x) { super(); this.x = x; }
        forward() { this.value = np.maximum(this.x.value, 0); }
        backward() { this.x.addgrad(this.grad.mul(this.x.value.gt(0))); }
      }
      console.log(String(check('relu')));`;
    assert.match(printedBy(program), /10 of 10 points/);
  });
});
