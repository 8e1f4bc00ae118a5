// The checks of this problem set: for every question of the notebook what is asked for, what is right, and how many points
// it has. `edflab validate` proves them.
import { defineProblemSet, type NodeProblem, normalArray } from 'edflab/gradcheck';

/** A node: the student writes `backward` of a class; here stands what it must compute, in float64, for every x. */
const square: NodeProblem = {
  kind: 'node',
  // The notebook's cell for the answer has this grade_id, and `check('square')` asks for it.
  id: 'square',
  title: 'Square.backward',
  points: 10,
  className: 'Square',
  // What the constructor is given. B counts examples; other dimensions may have any names. Lengths are drawn for every check.
  sources: [{ name: 'x', kind: 'node', shape: ['B', 'n'], domain: { kind: 'normal' } }],
  arguments: [{ kind: 'source', name: 'x' }],
  reference: {
    // y[b,i] = x[b,i]²
    forward: ({ x }) => x.square(),
    // x.grad[b,i] = y.grad[b,i] · 2 x[b,i]
    backward: ({ x }, upstream) => ({ x: upstream.mul(x).mul(2) }),
  },
  // For hints: the equation in the words of the lecture.
  formula: 'x.grad[b,i] += y.grad[b,i] · 2 x[b,i]',
  // Shares of the points. Forward is given in this notebook, so it has none.
  shares: { forward: 0, backward: 7, accumulation: 2, stability: 1 },
  // Mistakes that the general diagnoses cannot name, and hints of your own, may be added: `mistakes`, `hints`.
};

export const problemSet = defineProblemSet({
  id: 'template',
  title: 'A problem set to begin with',
  problems: [
    square,
    {
      // A function: whatever it returns is compared with the reference, for arguments that `draw` makes.
      kind: 'function',
      id: 'mean-square',
      title: 'The mean square',
      points: 4,
      functionName: 'meanSquare',
      draw: (random, size) => [normalArray(random, [size + 1, 3])],
      argumentNames: ['x'],
      reference: (x) => (typeof x === 'object' ? x.square().mean() : NaN),
    },
    // Words are read by a person: `edflab grade --manual` takes the points.
    { kind: 'written', id: 'why', title: 'Why is the gradient of a square linear?', points: 2 },
  ],
  // Names that notebooks start with and that would be answers.
  withheld: ['OpNode', 'ops'],
});
