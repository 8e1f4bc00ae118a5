// The parameter packages of the library's nodes.
import { type DType, np } from '../array/index.js';
import { xavier } from './initialise.js';
import { ParameterPackage } from './parameter-package.js';
import { Parameter } from './parameter.js';

/** How the parameters of a package are drawn. */
export interface InitialiseOptions {
  /** A number to start the random numbers from: the same seed gives the same parameters everywhere. */
  seed?: number;
  /** Where to draw from instead; by default the global generator of `np.random`. */
  random?: np.random.Generator;
  /** Default float32. */
  dtype?: DType;
}

/**
 * Weights `w` (nIn, nOut), Xavier-uniform, and biases `b` (nOut,), zero, of an `Affine` node. The slides of 2018 write them
 * `W` and `B`, too.
 *
 * @example
 * const Phi = new AffineParams(784, 64, { seed: 1 });
 */
export class AffineParams extends ParameterPackage {
  readonly w: Parameter;
  readonly b: Parameter;

  constructor(nIn: number, nOut: number, options: InitialiseOptions = {}) {
    super();
    const { dtype = 'float32' } = options;
    this.w = new Parameter(xavier(nIn, nOut, options), { fresh: true });
    this.b = new Parameter(np.zeros([nOut], { dtype }), { fresh: true });
  }

  get W(): Parameter {
    return this.w;
  }

  get B(): Parameter {
    return this.b;
  }
}
