// The rank test that other tests judge scatter by.
import assert from 'node:assert/strict';
import { rankTest } from './rank-test.js';

describe('the rank test', () => {
  it('has the z of the example in the documentation of scipy.stats.mannwhitneyu: U = 17 of 5 and 4 values', () => {
    // (17 - 5 4 / 2) / sqrt(5 4 (5 + 4 + 1) / 12)
    const z = rankTest([19, 22, 16, 29, 24], [20, 11, 17, 12]);
    assert.ok(Math.abs(z - 7 / Math.sqrt(200 / 12)) < 1e-12, String(z));
  });

  it('gives tied values their mean rank, and less variance', () => {
    // Ranks 1.5, 1.5, 3.5, 3.5: rank sum 5 of (1, 2); mean 5, so no difference. For (1, 1): 3 - 5, over 4/12 (5 - 12/12).
    assert.equal(rankTest([1, 2], [1, 2]), 0);
    assert.ok(Math.abs(rankTest([1, 1], [2, 2]) + 2 / Math.sqrt(4 / 3)) < 1e-12);
  });

  it('finds nothing between samples that are all one value', () => {
    assert.equal(rankTest([88.5, 88.5], [88.5, 88.5, 88.5]), 0);
  });
});
