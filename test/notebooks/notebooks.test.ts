import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { committed } from '../committed.js';
import { root } from '../root.js';

interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
}
interface Cell {
  cell_type: string;
  source: string | string[];
  outputs?: Output[];
  execution_count?: number | null;
}
interface Notebook {
  cells: Cell[];
  metadata: { kernelspec?: { name: string }; language_info?: object };
}

const folder = join(root, 'notebooks');
const notebooks = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Notebook;
const joined = (text: string | string[] | undefined) => (Array.isArray(text) ? text.join('') : (text ?? ''));

/** Everything a cell shows as text. */
const shown = (cell: Cell) =>
  (cell.outputs ?? []).map((output) => joined(output.text) + joined(output.data?.['text/plain'] as string)).join('\n');

for (const name of notebooks) {
  describe(`notebooks/${name}`, function () {
    this.timeout(240_000);
    let executed: Notebook;
    /** What the cell whose source contains `fragment` shows. */
    const outputOf = (fragment: string) => {
      const cell = executed.cells.find((cell) => cell.cell_type === 'code' && joined(cell.source).includes(fragment));
      assert.ok(cell, `there is a cell with ${fragment}`);
      return shown(cell);
    };

    before(() => {
      const out = mkdtempSync(join(tmpdir(), 'edflab-'));
      try {
        writeFileSync(join(out, name), committed(`notebooks/${name}`));
        const run = spawnSync(process.execPath, [join(root, 'bin/edflab.mjs'), 'run', name, '-o', name], { cwd: out, encoding: 'utf8' });
        assert.equal(run.status, 0, run.stderr);
        executed = read(join(out, name));
      } finally {
        rmSync(out, { recursive: true });
      }
    });

    it('runs from the first cell to the last, each with an execution count', () => {
      for (const cell of executed.cells) if (cell.cell_type === 'code') assert.ok(cell.execution_count, joined(cell.source));
    });

    it('is committed without outputs, for the kernel edflab', () => {
      const notebook = JSON.parse(committed(`notebooks/${name}`)) as Notebook;
      assert.equal(notebook.metadata.kernelspec?.name, 'edflab');
      // What the kernel says of its language: else the page opens the notebook as changed.
      assert.deepEqual(notebook.metadata.language_info, executed.metadata.language_info);
      for (const cell of notebook.cells) assert.deepEqual(cell.outputs ?? [], []);
    });

    it('links only to files that exist', () => {
      const text = executed.cells.map((cell) => joined(cell.source)).join('\n');
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)]+\.ipynb)\)/g)].map((match) => match[1]);
      for (const link of links) assert.ok(read(join(folder, link)), link);
    });

    if (name.startsWith('01')) {
      it('shows the worked numbers of the lectures on logistic regression', () => {
        assert.match(outputOf('for (const p of [0.8'), /p = 0\.8 +odds = 4\.0000 +logit = 1\.3863/);
        assert.match(outputOf('for (const p of [0.8'), /p = 0\.1 +odds = 0\.1111 +logit = -2\.1972/);
        assert.match(outputOf('Math.log10'), /-0\.9542/);
        assert.match(outputOf('const Q = softmax'), /0\.0900\d*,? +0\.2447\d*,? +0\.6652/);
        assert.match(outputOf('byWiggling'), /loss +0\.4076/);
        assert.match(outputOf('const crossEntropy'), /1\.0397[^]*1\.2130[^]*0\.1733/);
      });
      it('ends below 15 % error on digits it has not seen', () => {
        const error = Number(/test set: ([\d.]+) %/.exec(outputOf('data.test'))?.[1]);
        assert.ok(error < 15, `${error} %`);
      });
    }
    if (name.startsWith('02')) {
      it('shows the worked numbers of the lectures on backpropagation', () => {
        assert.match(outputOf('const [inputs, hidden'), /65540[^]*65545/);
        assert.match(outputOf('vector.Backward'), /x +value 3 +gradient 0\.6[^]*y +value 4 +gradient 0\.8/);
        assert.match(outputOf('fan.Backward'), /z\.grad = -0\.1455[^]*y\.grad = -0\.2910[^]*x\.grad = -1\.7460/);
        assert.match(outputOf('tiny.Backward'), /0\.0630\d*,? +-0\.0926[^]*0\.0465\d*,? +-0\.0859[^]*0\.0165\d*,? +-0\.0066/);
        assert.match(outputOf('largest probability'), /0\.2320[^]*1\.4612/);
      });
      it('trains an MLP with a progress bar and a plot, to less error than logistic regression', () => {
        const cell = executed.cells.find((cell) => joined(cell.source).includes('const sigmoid = trainMLP'))!;
        assert.ok(cell.outputs!.some((output) => output.data?.['application/vnd.plotly.v1+json']), 'a plot');
        assert.match(shown(cell), /10\/10/);
        const error = Number(/after 10 epochs: ([\d.]+) %/.exec(shown(cell))?.[1]);
        assert.ok(error < 6, `${error} %`);
      });
    }
    if (name.startsWith('02')) {
      it('shows that the noise of a minibatch falls like 1/√m, and counts the multiplications of both passes', () => {
        const [, ...scaled] = /distance · √m: +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+)/.exec(outputOf('const singles'))!.map(Number);
        // Each is estimated from 50 minibatches: a tenth off is one standard error.
        for (const each of scaled) assert.ok(Math.abs(each / scaled[0] - 1) < 0.3, scaled.join(' '));
        const counted = outputOf('const [I, H, O]');
        assert.match(counted, /from the loss: .*= 50816\n.*from the input: .*= 509600/);
        assert.match(counted, /forward: +50816\n.*backward: 51456/);
      });
      it('shows how gradients arrive, where the mean over the batch is taken, and two steps of each optimiser', () => {
        assert.match(outputOf('backwardSteps(length'), /after r +length 1 +r 0\.1 +u 0\.1 +w 0\.1 +x – +y –[^]*x 0\.6 +y 0\.8/);
        assert.match(outputOf("addgrad: 'sum'"), /at most 0\n[^]* = 2 = B/);
        assert.match(outputOf('const optimisers'), /SGD[^\n]*0\.810000[^]*momentum[^\n]*0\.720000[^]*RMSProp[^\n]*0\.498871[^]*Adam[^\n]*0\.800412/);
      });
    }
    if (name.startsWith('03')) {
      it('builds LeNet from its file, with the sizes of the lectures, and says where a file is wrong', () => {
        assert.match(outputOf('const makers'), /conv1 +Convolution +output 20 × 24 × 24 +520 parameters[^]*altogether 431080 parameters/);
        assert.match(outputOf('num_output 20 }'), /line 3, column 34: expected ':' or '\{', got 20/);
      });
      it('trains LeNet to less error than a third of guessing', () => {
        const error = Number(/misreads ([\d.]+) %/.exec(outputOf('misread'))?.[1]);
        assert.ok(error < 30, `${error} %`);
      });
      it('compiles symbols: 74 for the example of the lectures, its gradients, no symbol made by a run', () => {
        assert.match(outputOf('function compile('), /c = 74\n[^]*made by the two runs: 0/);
        assert.match(outputOf('function symbolicGradients'), /dx =.*5., 6.*7., 8.*\n.*dy =.*1., 2.*3., 4.*\n.*dz = array\(4\.\)/);
      });
      it('fuses three loops into one with the same result', () => {
        assert.match(outputOf('function fuse('), /input0\[i\] \* input1\[i\]\) \+ input2[^]*74/);
        assert.match(outputOf('function threeLoops'), /equal: true/);
      });
    }
    if (name.startsWith('04')) {
      it('shows the worked numbers of the lectures on dynamic graphs', () => {
        assert.match(outputOf('const aa = ops.power'), /= 3, 9, 27, 27\n[^]*0\.25 +grad_fn: mul[^]*0\.75 +grad_fn: power[^]*4\.5, 4\.5/);
        assert.match(outputOf('const cell ='), /\[ 20, 1 \]/);
      });
      it('finds the gradients of a recurrent cell, and through a loop of unknown length, that wiggling and calculus find', () => {
        const pairs = [...(outputOf('const cell =') + outputOf('function root')).matchAll(/(?:backward|slope) (-?[\d.]+), by (?:wiggling|calculus) (-?[\d.]+)/g)];
        assert.equal(pairs.length, 7);
        for (const [text, got, expected] of pairs) assert.ok(Math.abs(Number(got) - Number(expected)) < 2e-9, text);
      });
      it('shows the worked numbers of the lectures on derivatives of derivatives', () => {
        assert.match(outputOf('const grad ='), /derivative 2 of σ at 0\.5: -0\.0575568/);
        assert.match(outputOf('function jacobian'), /0\.0819\d*, +-0\.0220\d*, +-0\.0598\d*[^]*0\.128, -0\.096\],\s+\[-0\.096, +0\.072/);
      });
      it('finds the same bits in a network as EDF nodes, as a list of layers, as symbols and as tensors', () => {
        assert.equal(outputOf('const ways =').match(/the same bits; gradient of W1: the same bits/g)?.length, 4);
      });
    }
  });
}
