import assert from 'node:assert/strict';
import { np } from '../../../../lib/index.js';
import { checkProblem, drive, findProblem } from '../../../../lib/gradcheck/index.js';
import * as answers from '../../../../problem-sets/nodes/mutants/index.js';
import { nodes } from '../../../../problem-sets/nodes/problems.js';
import { evaluateCell } from '../../../problem-sets/evaluate-cell.js';

function exampleOf(id: string, mutantId: string) {
  const problem = findProblem(nodes, id);
  const mutant = answers.mutants.find((one) => one.problem === id && one.id === mutantId)!;
  const answer = evaluateCell(mutant.source, problem.kind === 'node' ? problem.className : '');
  const { counterexample } = drive(checkProblem(problem, new np.random.Generator(1)), () => answer).data;
  assert.ok(counterexample, 'there is one');
  return counterexample;
}

describe('a counterexample', () => {
  it('of an array that is changed shows it before and afterwards', () => {
    const { what, got, expected } = exampleOf('add', 'in-place-on-input');
    assert.equal(what, 'u.value afterwards');
    assert.ok('data' in got && got.data[0] !== expected.data[0]);
    assert.equal(exampleOf('mul', 'upstream-in-place').what, 'this.grad after backward');
  });
  it('of what two nodes share has two nodes', () => {
    const { note, inputs, what } = exampleOf('mul', 'factor-in-static-field');
    assert.match(note, /Two nodes of the class Mul/);
    assert.deepEqual(inputs.map(({ name }) => name), ['u', 'v', 'u of the other', 'v of the other']); // prettier-ignore
    assert.equal(what, 'u.grad');
  });
  it('of an addgrad that does not add has an upstream gradient in two parts', () => {
    assert.match(exampleOf('add', 'own-addgrad-keeps-first').note, /two calls of addgrad/);
  });
  it('of a backward that grows is its second call', () => {
    assert.match(exampleOf('add', 'grows').note, /second backward/);
  });
  it('of images is as small as the kernel allows', () => {
    const { inputs } = exampleOf('conv2d', 'kernel-gradient-turned');
    const shapes = Object.fromEntries(inputs.map(({ name, value }) => [name, value.shape]));
    assert.deepEqual(shapes, { x: [1, 1, 3, 3], w: [1, 1, 2, 2], b: [1] });
  });
});
