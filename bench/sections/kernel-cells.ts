// What the kernels are given to run: the same work in the two languages that they speak.

export interface Cells {
  /** A new text each time. */
  fresh(n: number): string;
  members: string;
  /** Text up to the cursor, and what must be among the proposals; `n` makes each text a new one. */
  member(n: number): Completion;
  sameCell(n: number): Completion;
  /** A type error; absent where the language has no types to check. */
  typeError?(n: number): string;
  prints: string;
  /** Five lines that each say when they were printed, in milliseconds since 1970; a busy pause after each. */
  stampedLines: string;
  /** Says `go`, then computes for so long without a pause. */
  busy(milliseconds: number): string;
  keep: string;
  kept: string;
  endless: string;
  neverResolving: string;
  prepareTurns: string;
  /** Counts turns, waiting ten milliseconds in each. */
  turning: string;
  turns: string;
}

export interface Completion {
  code: string;
  expected: string;
}

export const PRINTED_LINES = 10_000;

const typescript: Cells = {
  fresh: (n) => `const fresh${n} = ${n} * 2; fresh${n} + 1`,
  members: 'const box = { alpha: 1, beta: 2 }',
  member: (n) => ({ code: `const alone${n} = 1; box.al`, expected: 'alpha' }),
  sameCell: (n) => ({ code: `const unrunName${n} = 1; unrunN`, expected: `unrunName${n}` }),
  typeError: (n) => `const wrong${n}: string = ${n}`,
  prints: `for (let line = 0; line < ${PRINTED_LINES}; line++) console.log(line)`,
  stampedLines: `for (let line = 0; line < 5; line++) {
    console.log('at ' + (performance.timeOrigin + performance.now()))
    const end = Date.now() + 120
    while (Date.now() < end);
  }`,
  busy: (milliseconds) =>
    `{ console.log('go'); const end = Date.now() + ${milliseconds}; while (Date.now() < end); }`,
  keep: 'let kept = 41',
  kept: 'kept + 1',
  endless: `console.log('go'); while (true) {}`,
  neverResolving: `console.log('go'); await new Promise(() => {})`,
  prepareTurns: `(globalThis as any).turns = 0`,
  turning: `console.log('go'); while (true) { (globalThis as any).turns++; await new Promise((done) => setTimeout(done, 10)) }`,
  turns: `(globalThis as any).turns`,
};

const python: Cells = {
  fresh: (n) => `fresh${n} = ${n} * 2; fresh${n} + 1`,
  members: 'class Box:\n    alpha = 1\n    beta = 2\nbox = Box()',
  member: (n) => ({ code: `alone${n} = 1; box.al`, expected: 'alpha' }),
  sameCell: (n) => ({ code: `unrunName${n} = 1; unrunN`, expected: `unrunName${n}` }),
  prints: `for line in range(${PRINTED_LINES}): print(line)`,
  stampedLines: `import time
for line in range(5):
    print('at', time.time() * 1000)
    end = time.time() + .12
    while time.time() < end: pass`,
  busy: (milliseconds) => `import time
print('go')
end = time.time() + ${milliseconds / 1e3}
while time.time() < end: pass`,
  keep: 'kept = 41',
  kept: 'kept + 1',
  endless: `print('go')\nwhile True: pass`,
  neverResolving: `import asyncio\nprint('go')\nawait asyncio.Event().wait()`,
  prepareTurns: 'import asyncio\nturns = 0',
  turning: `print('go')\nwhile True:\n    turns += 1\n    await asyncio.sleep(.01)`,
  turns: 'turns',
};

export const cells = { typescript, python };
