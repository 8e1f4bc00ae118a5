import assert from 'node:assert/strict';
import { TestNotebook, valueOf } from '../compile/notebook.js';
import * as scenarios from './scenarios.js';

/** One notebook per scenario is the honest set-up; sharing the language service between them keeps the table fast. */
for (const [group, list] of Object.entries(scenarios)) {
  describe(`cells: ${group}`, function () {
    this.timeout(60_000);
    for (const { claim, cells } of list) {
      it(claim, async () => {
        const notebook = new TestNotebook();
        for (const [source, expectation] of cells) {
          const outcome = await notebook.run(source);
          const errors = outcome.compiled.diagnostics.filter(({ category }) => category === 'error');
          const shown = `in: ${source}\n${errors.map(({ code, message }) => `TS${code}: ${message}`).join('\n')}`;
          if (expectation !== undefined && 'refuses' in expectation) {
            assert.deepEqual(
              errors.map(({ code }) => code),
              expectation.refuses,
              shown,
            );
          } else if (expectation !== undefined && 'throws' in expectation) {
            assert.equal(errors.length, 0, shown);
            assert.throws(() => valueOf(outcome), thrownLike(expectation.throws), shown);
          } else {
            assert.equal(errors.length, 0, shown);
            const value = valueOf(outcome);
            if (expectation !== undefined && 'value' in expectation)
              assert.deepEqual(value, expectation.value, shown);
            if (expectation !== undefined && 'silent' in expectation)
              assert.equal(outcome.result?.ok && outcome.result.hasValue, false, shown);
          }
        }
      });
    }
  });
}

function thrownLike(pattern: RegExp): (thrown: unknown) => boolean {
  return (thrown) => pattern.test(thrown instanceof Error ? thrown.message : String(thrown));
}
