import * as answers from '../../problem-sets/ps1/mutants/index.js';
import { ps1 } from '../../problem-sets/ps1/problems.js';
import { testKnownAnswers } from './known-answers.js';

describe('problem set 1', () => testKnownAnswers(ps1, answers, { mutants: 150, rewrites: 30 }));
