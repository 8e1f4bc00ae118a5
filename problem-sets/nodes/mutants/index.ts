// Every known wrong answer to these nodes, with the diagnosis it must get, and right answers that must not be suspected.
import type { Mutant, Rewrite } from '../../../lib/gradcheck/index.js';
import * as add from './add.js';
import * as batchNorm from './batchnorm.js';
import * as conv2d from './conv2d.js';
import * as conv2dLoops from './conv2d-loops.js';
import * as crossEntropy from './cross-entropy.js';
import * as layerNorm from './layernorm.js';
import * as maxPool2d from './maxpool2d.js';
import * as mul from './mul.js';

const answers = [mul, add, crossEntropy, conv2d, conv2dLoops, maxPool2d, layerNorm, batchNorm];

export const mutants: readonly Mutant[] = answers.flatMap((each) => each.mutants);
export const rewrites: readonly Rewrite[] = answers.flatMap((each) => each.rewrites);
