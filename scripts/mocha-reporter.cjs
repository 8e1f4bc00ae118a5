// Mocha's spec output, then every skipped test by name with its reason, then one line: "N passed, N failed".
const { reporters, Runner } = require('mocha');

module.exports = class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => skipped.push(test.fullTitle()));
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      for (const title of skipped) console.log(`skipped: ${title}`);
      console.log(
        `${this.stats.passes} passed, ${this.stats.failures} failed${skipped.length ? `, ${skipped.length} skipped` : ''}`,
      );
    });
  }
};
