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

/** What a student writes: a node whose passes allocate arrays that nobody holds for long. */
const ownNode = `class Own extends CompNode {
  constructor(x) { super(); this.x = x; }
  forward() { this.value = np.div(1, np.exp(this.x.value.neg()).add(1)); }
  backward() { this.x.addgrad(this.grad.mul(this.value).mul(np.sub(1, this.value))); }
}`;

/**
 * MB that the heap and the arrays outside it grow by in 10 000 steps of training. The engine goes on compiling for some thousand
 * steps, and its code lies in the heap, too: they come first.
 */
const growth = (activation: string) => `
const { Affine, AffineParams, CompNode, Graph, Input, LogLoss, Sigmoid, Softmax, np } = await import('${library}');
${ownNode}
const graph = new Graph();
const loss = graph.run(() => {
  const x = new Input(np.ones([16, 100], { dtype: 'float32' }));
  const h = new ${activation}(new Affine(new AffineParams(100, 50, { seed: 1 }), x));
  const y = new Input(np.zeros([16], { dtype: 'int32' }));
  return new LogLoss(new Softmax(new Affine(new AffineParams(50, 10, { seed: 2 }), h)), y);
});
const steps = (count) => { for (let i = 0; i < count; i++) { graph.Forward(); graph.Backward(loss); graph.SGD(0.01); } };
const used = () => { gc(); gc(); const { heapUsed, external } = process.memoryUsage(); return (heapUsed + external) / 1e6; };
steps(6000);
const before = used();
steps(10000);
console.log(used() - before);`;

/** Less than a byte a step and some code: what a graph that kept anything would exceed a thousandfold. */
const NO_GROWTH = 0.05;

export const startSection: Section = {
  name: 'start',
  async run(_peers, { rounds, say }) {
    say('import to first product, in a fresh process');
    const cold = { name: ours, measure: () => fresh(importAndMultiply) };
    const bare = { name: 'an empty module', measure: () => fresh('console.log(performance.now() * 0)') };
    const results = await race([cold, bare], Math.min(rounds, 9));
    const milliseconds = results[0].best * 1e3;
    say('ten thousand steps');
    const [steps, ownSteps] = ['Sigmoid', 'Own'].map((name) => fresh(growth(name), ['--expose-gc']));
    return {
      tables: [
        { title: 'Import to first product', unit: 'ms', cases: [{ name: 'cold start', work: 1, results: results.slice(0, 1) }] },
      ], // prettier-ignore
      figures: [
        { claim: 'library import to first product, cold, in ms', atMost: 30, reached: milliseconds },
        { claim: 'heap growth over 10 000 steps, in MB', atMost: NO_GROWTH, reached: steps },
        { claim: "heap growth over 10 000 steps with a node of one's own that allocates, in MB", atMost: NO_GROWTH, reached: ownSteps },
      ], // prettier-ignore
    };
  },
};
