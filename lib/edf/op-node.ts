// Nodes made from the op registry: forward and backward come from the op.
import type { NDArray } from '../array/index.js';
import type { Op, Saved } from '../ops/index.js';
import { CompNode } from './comp-node.js';
import { Input } from './input.js';
import { type Node, gradIsZero, gradSlot, valueSlot } from './node.js';
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
    this.value = this.op.forward(this.#argValues(), this.attributes);
  }

  /** arg.grad += vjp(grad), for every argument that wants its gradient. */
  backward(): void {
    if (gradIsZero(this)) return;
    const upstream = gradSlot(this).share()!;
    const saved: Saved<typeof upstream, A> = {
      args: this.#argValues(),
      value: this.value,
      attributes: this.attributes,
    };
    this.op.vjps.forEach((vjp, i) => {
      const arg = this.args[i];
      if (vjp === null || arg instanceof Input) return;
      const delta = vjp(upstream, saved);
      if (arg instanceof Parameter) arg.addsum(delta, saved.value.shape[0] ?? 1);
      else arg.addgrad(delta);
    });
  }

  /** An op that makes fresh arrays may see what the next step will overwrite. */
  #argValues(): NDArray[] {
    return this.args.map((arg) => (this.op.views ? arg.value : (valueSlot(arg).peek ?? arg.value)));
  }
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
