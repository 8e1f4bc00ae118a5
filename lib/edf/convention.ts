// Where the mean over the batch is taken. The two versions of the slides do it at opposite ends of the backward pass.

/**
 * A convention is plain data, so that a mixed pair can be built on purpose: `{ ...EDF2018, lossGrad: '1' }` makes every
 * parameter gradient B times too large.
 */
export interface Convention {
  readonly name: string;
  /** What `Backward` fills `loss.grad` with. */
  readonly lossGrad: '1' | '1/B';
  /** What `Parameter.addgrad` does over the batch axis. */
  readonly addgrad: 'sum' | 'mean';
  /** Whether `Affine` adds its bias or subtracts it as a threshold. */
  readonly affine: 'xW + b' | 'xW - b';
}

/** Slides of winter 2018: `loss.grad = 1/nBatch`, `addgrad` sums, `y = xW + b`. Every gradient is that of the mean loss. */
export const EDF2018: Convention = { name: 'EDF2018', lossGrad: '1/B', addgrad: 'sum', affine: 'xW + b' };

/**
 * Slides of autumn 2024: `loss.grad = 1`, `addgrad` averages, `y = xW - b`. The gradient of a computed node is that of each
 * example's own loss, B times that of 2018; parameter gradients are the same in both (for an equal sign of the bias).
 */
export const EDF2024: Convention = { name: 'EDF2024', lossGrad: '1', addgrad: 'mean', affine: 'xW - b' };
