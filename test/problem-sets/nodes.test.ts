import * as answers from '../../problem-sets/nodes/mutants/index.js';
import { nodes } from '../../problem-sets/nodes/problems.js';
import { testKnownAnswers } from './known-answers.js';

describe('the nodes for problem sets to come', () =>
  testKnownAnswers(nodes, answers, { mutants: 140, rewrites: 25 }));
