// Every known wrong answer to problem set 1, with the diagnosis it must get, and right answers that must not be suspected.
import type { Mutant, Rewrite } from '../../../lib/gradcheck/index.js';
import * as affine from './affine.js';
import * as logloss from './logloss.js';
import * as relu from './relu.js';
import * as sigmoid from './sigmoid.js';
import * as softmax from './softmax.js';
import * as tanh from './tanh.js';

const answers = [sigmoid, relu, tanh, affine, softmax, logloss];

export const mutants: readonly Mutant[] = answers.flatMap((each) => each.mutants);
export const rewrites: readonly Rewrite[] = answers.flatMap((each) => each.rewrites);
