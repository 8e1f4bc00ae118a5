// What a notebook imports: `import { check } from 'edflab/ps1'`.
import { createCheck } from '../../lib/gradcheck/index.js';
import { ps1 } from './problems.js';

/** Checks one problem of problem set 1, `check('relu')`, or all of them, `check()`. */
export const check = createCheck(ps1);
