// Wrong answers to every kind of problem, each with what must be said of it, and right ones in another form.
import type { Mutant, Rewrite } from '../../../lib/gradcheck/index.js';
import * as answers from './answers.js';

export const mutants: readonly Mutant[] = [...answers.mutants];
export const rewrites: readonly Rewrite[] = [...answers.rewrites];
