// What the notebook imports: `check('spread')`.
import { createCheck } from '../../lib/gradcheck/index.js';
import { problemSet } from './problems.js';

/** Checks one problem by its id, or all of them: `check()`. */
export const check = createCheck(problemSet);
