import assert from 'node:assert/strict';
import { CompilerThread } from '../../../kernel/compile/index.js';

describe('the compiler thread', function () {
  this.timeout(60_000);
  let thread: CompilerThread;

  before(() => {
    thread = new CompilerThread({ directory: process.cwd() });
  });
  after(() => thread.close());

  it('answers as the compiler does, in order', async () => {
    const [compiled, , completion, inspection, completeness] = await Promise.all([
      thread.compile('const answer = 42', { cell: 1 }),
      thread.commit(1, ['answer']),
      thread.complete('answ', 4),
      thread.inspect('answer', 2),
      thread.isComplete('if ('),
    ]);
    assert.deepEqual(compiled.defines, ['answer']);
    assert.deepEqual(
      completion.items.map(({ text }) => text),
      ['answer'],
    );
    assert.match(inspection?.text ?? '', /const answer: 42/);
    assert.equal(completeness.status, 'incomplete');
    await thread.reset();
    assert.equal((await thread.compile('answer', { cell: 2 })).diagnostics[0].code, 2304);
  });

  it('answers while this thread computes', async () => {
    const asked = thread.complete('Math.', 5);
    const until = performance.now() + 200;
    while (performance.now() < until);
    assert.ok((await asked).items.length > 10);
  });

  it('refuses what is asked after its end', async () => {
    const short = new CompilerThread({ directory: process.cwd() });
    const asked = short.complete('Math.', 5);
    await short.close();
    await assert.rejects(asked, /ended/);
    await assert.rejects(short.complete('Math.', 5), /ended/);
  });
});
