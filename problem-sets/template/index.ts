// What the notebook imports: `check('square')`.
import { createCheck } from 'edflab/gradcheck';
import { problemSet } from './problems.js';

/** Checks one problem by its id, or all of them: `check()`. */
export const check = createCheck(problemSet);
