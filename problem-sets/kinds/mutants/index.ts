// Wrong answers to every kind of problem, each with what must be said of it, and right ones in another form.
import type { Mutant, Rewrite } from '../../../lib/gradcheck/index.js';
import * as answers from './answers.js';
import * as engine from './engine.js';
import * as momentum from './momentum.js';
import * as plots from './plots.js';

const all = [answers, engine, momentum, plots];

export const mutants: readonly Mutant[] = all.flatMap((each) => each.mutants);
export const rewrites: readonly Rewrite[] = all.flatMap((each) => each.rewrites);
