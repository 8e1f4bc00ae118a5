// Products and sums, of one shape and with broadcasting.
import { ops } from '../../lib/index.js';
import { type NodeProblem, referenceFromOp } from '../../lib/gradcheck/index.js';
import { common, given, node } from './declare.js';

/** `class Mul { constructor(u, v) }`: z = u v, both of shape (B, n). */
export const mul: NodeProblem = {
  ...common,
  id: 'mul',
  title: 'Mul.backward',
  className: 'Mul',
  sources: [node('u', ['B', 'n']), node('v', ['B', 'n'])],
  arguments: given('u', 'v'),
  reference: referenceFromOp(ops.mul, ['u', 'v']),
  formula: 'u.grad[b,i] += z.grad[b,i] v[b,i],  v.grad[b,i] += z.grad[b,i] u[b,i]',
};

/** As `mul`, for a column v (B, 1): one factor for each example. */
export const mulColumn: NodeProblem = {
  ...mul,
  id: 'mul-column',
  title: 'Mul.backward, with broadcasting',
  sources: [node('u', ['B', 'n']), node('v', ['B', 'one'])],
  dimensions: { one: [1] },
  formula: 'u.grad[b,i] += z.grad[b,i] v[b],  v.grad[b] += the sum over i of z.grad[b,i] u[b,i]',
};

/** `class Add { constructor(u, v) }`: z = u + v, both of shape (B, n). */
export const add: NodeProblem = {
  ...common,
  id: 'add',
  title: 'Add.backward',
  className: 'Add',
  sources: [node('u', ['B', 'n']), node('v', ['B', 'n'])],
  arguments: given('u', 'v'),
  reference: referenceFromOp(ops.add, ['u', 'v']),
  formula: 'u.grad[b,i] += z.grad[b,i],  v.grad[b,i] += z.grad[b,i]',
};

/** As `add`, for a row v (n,) that is added to every example. */
export const addRow: NodeProblem = {
  ...add,
  id: 'add-row',
  title: 'Add.backward, with broadcasting',
  sources: [node('u', ['B', 'n']), node('v', ['n'])],
  formula: 'u.grad[b,i] += z.grad[b,i],  v.grad[i] += the sum over b of z.grad[b,i]',
};
