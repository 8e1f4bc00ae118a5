import assert from 'node:assert/strict';
import * as fullLibrary from '../../grader/sandbox/full-library.js';
import * as library from '../../grader/sandbox/library.js';
import * as wasm from '../../lib/wasm/index.js';

describe('the library of a graded answer', () => {
  for (const [name, { relaxedSimd, setRelaxedSimd, setThreads, threads }] of Object.entries({
    library,
    fullLibrary,
  })) {
    it(`takes a wish for relaxed SIMD or threads and computes as always (${name})`, () => {
      setRelaxedSimd(true);
      setThreads(2);
      assert.deepEqual([relaxedSimd(), threads()], [false, 1]);
      assert.deepEqual([wasm.relaxedSimd(), wasm.threads()], [false, 1]);
    });
  }
});
