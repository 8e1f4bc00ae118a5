// What a notebook feels at its start, and after ten thousand steps: import to first product, and memory that does not grow.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { race } from '../measure.js';
import { type Section, ours } from '../section.js';

/** As a notebook imports it. */
const library = 'edflab';

/** Runs a module in a Node of its own and reads the number that it prints. */
function fresh(program: string, flags: string[] = []): number {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...flags, '--input-type=module', '-e', program],
    { encoding: 'utf8', cwd: fileURLToPath(new URL('.', import.meta.url)) },
  );
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

const importAndMultiply = `
const began = performance.now();
const { np } = await import('${library}');
np.matmul(np.ones([64, 64]), np.ones([64, 64]));
console.log((performance.now() - began) / 1e3);`;

/** MB that the heap and the arrays outside it grow by, between step 1000 and step 11 000. */
const growth = `
const { Affine, AffineParams, CompNode, Graph, Input, LogLoss, Softmax, np } = await import('${library}');
class Own extends CompNode {
  constructor(x) { super(); this.x = x; }
  forward() { this.value = np.div(1, np.exp(this.x.value.neg()).add(1)); }
  backward() { this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value))); }
}
const graph = new Graph();
const loss = graph.run(() => {
  const x = new Input(np.ones([16, 100], { dtype: 'float32' }));
  const h = new Own(new Affine(new AffineParams(100, 50, { seed: 1 }), x));
  const y = new Input(np.zeros([16], { dtype: 'int32' }));
  return new LogLoss(new Softmax(new Affine(new AffineParams(50, 10, { seed: 2 }), h)), y);
});
const steps = (count) => { for (let i = 0; i < count; i++) { graph.Forward(); graph.Backward(loss); graph.SGD(0.01); } };
const used = () => { gc(); gc(); const { heapUsed, external, arrayBuffers } = process.memoryUsage(); return (heapUsed + external + arrayBuffers) / 1e6; };
steps(1000);
const before = used();
steps(10000);
console.log(used() - before);`;

export const startSection: Section = {
  name: 'start',
  async run(_peers, { rounds, say }) {
    say('import to first product, in a fresh process');
    const cold = { name: ours, measure: () => fresh(importAndMultiply) };
    const bare = { name: 'an empty module', measure: () => fresh('console.log(performance.now() * 0)') };
    const results = await race([cold, bare], Math.min(rounds, 9));
    const milliseconds = results[0].best * 1e3;
    say('ten thousand steps');
    const megabytes = fresh(growth, ['--expose-gc']);
    return {
      tables: [
        { title: 'Import to first product', unit: 'ms', cases: [{ name: 'cold start', work: 1, results: results.slice(0, 1) }] },
      ], // prettier-ignore
      figures: [
        { claim: '30 ms / import to first product', atLeast: 1, reached: 30 / milliseconds },
        { claim: `heap growth over 10 000 steps with a node of one's own stays under 1 MB (it is ${megabytes.toFixed(2)} MB)`, atLeast: 1, reached: megabytes < 1 ? 1 : 0 },
      ], // prettier-ignore
    };
  },
};
