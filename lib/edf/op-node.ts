// Nodes made from the op registry: forward and backward come from the op.
import type { NDArray } from '../array/index.js';
import { type Op, type Saved, registry } from '../ops/index.js';
import { CompNode } from './comp-node.js';
import { Input } from './input.js';
import { type Node, accumulate, checkDelta, gradIsZero, gradSlot, valueSlot } from './node.js';
import { Parameter } from './parameter.js';

/**
 * Applies an op to nodes.
 *
 * @example
 * const r = new OpNode(ops.add, [u, w]);
 */
export class OpNode<A extends object = object> extends CompNode {
  readonly op: Op<A>;
  readonly args: readonly Node[];
  readonly attributes: A;

  /** @throws TypeError when an argument is not a node, or their number is not the op's */
  constructor(op: Op<A>, args: readonly Node[], attributes: A = {} as A) {
    checkArguments(op, args);
    super();
    this.op = op;
    this.args = args;
    this.attributes = attributes;
  }

  forward(): void {
    const reuses = isOurs(this.op) && !this.op.views;
    if (reuses) valueSlot(this).discard();
    const args = this.#argValues();
    const value = this.op.forward(args, this.attributes);
    if (reuses && isFresh(value, args)) valueSlot(this).own(value);
    else this.value = value;
  }

  /** arg.grad += vjp(grad), for every argument that wants its gradient. */
  backward(): void {
    if (gradIsZero(this)) return;
    const keepsNothing = isOurs(this.op);
    const upstream = keepsNothing ? gradSlot(this).peek! : this.grad;
    const saved: Saved<NDArray, A> = {
      args: this.#argValues(),
      value: valueSlot(this).peek ?? this.value,
      attributes: this.attributes,
    };
    this.op.vjps.forEach((vjp, i) => {
      const arg = this.args[i];
      if (vjp === null || arg instanceof Input) return;
      const delta = vjp(upstream, saved);
      const fresh = keepsNothing && isFresh(delta, [upstream, saved.value, ...saved.args]);
      if (arg instanceof Parameter) arg.addsum(delta, saved.value.shape[0] ?? 1, { fresh });
      else if (arg.addgrad === CompNode.prototype.addgrad) accumulate(arg, checkDelta(arg, delta), { fresh });
      else arg.addgrad(fresh ? delta : delta.copy());
    });
  }

  /** Ours make fresh arrays and keep nothing, so they may see what the next step will overwrite. */
  #argValues(): NDArray[] {
    const peek = isOurs(this.op) && !this.op.views;
    return this.args.map((arg) => (peek ? (valueSlot(arg).peek ?? arg.value) : arg.value));
  }
}

/** Whether an array shares no memory with what it was computed from. */
function isFresh(array: NDArray, from: readonly NDArray[]): boolean {
  return from.every(({ data }) => data.buffer !== array.data.buffer);
}

/** Whether an op is the library's own, which keeps none of the arrays that it gets or gives. */
function isOurs(op: { name: string }): boolean {
  return registry.get(op.name) === op;
}

function checkArguments({ name, arity }: { name: string; arity: number }, args: readonly Node[]): void {
  if (args.length !== arity) throw new TypeError(`${name}: got ${args.length} arguments, expected ${arity}`);
  args.forEach((arg, i) => {
    if (typeof arg === 'object' && arg !== null && 'value' in arg && 'addgrad' in arg) return;
    throw new TypeError(
      `${name}: argument ${i + 1} is ${arg === null ? 'null' : typeof arg}, expected a node; hint: new Input(array) makes a node of an array`,
    );
  });
}
