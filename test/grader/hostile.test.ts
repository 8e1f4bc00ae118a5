// What a hostile notebook may try. Each case hands in problem set 1 with one answer to `relu`; none may earn a point that its
// `backward` has not earned, cost anything but itself, or leave anything behind.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adjust, noAdjustments } from '../../grader/adjustments.js';
import { feedbackHtml } from '../../grader/formats/feedback.js';
import { loadProblemSet } from '../../grader/problem-set.js';
import type { Obstacle, QuestionResult, SubmissionResult } from '../../grader/result.js';
import { CourseKey } from '../../grader/secret.js';
import { GradingSession } from '../../grader/session.js';
import { root } from '../root.js';
import {
  foldersLeft,
  processesLeft,
  relu,
  reluAlone,
  rightBackward,
  solvedExcept,
  submission,
} from './support.js';

interface Case {
  what: string;
  source: string;
  /** What the grader must say; without it, any failure will do. */
  obstacle?: Obstacle | Obstacle[];
  /** The hostile part must not keep a right answer from its points. */
  earned?: number;
  /** Part of the points is earned honestly: it must not be all. */
  partly?: boolean;
}

const builtin = (name: string) =>
  `((process as any).getBuiltinModule?.('${name}') ?? (process as any).mainModule?.require('${name}'))`;
const wrong = 'this.x.addgrad(this.grad)';
let server: Server;
let connections = 0;
const secret = join(tmpdir(), `edflab-secret-${process.pid}`);

function cases(port: number): Case[] {
  return [
    // Never ending
    {
      what: 'loops for ever in backward',
      source: relu({ backward: 'while (true) {}' }),
      obstacle: 'timeout',
    },
    { what: 'loops for ever in forward', source: relu({ forward: 'for (;;) {}' }), obstacle: 'timeout' },
    {
      what: 'loops for ever at the top level',
      source: relu({ before: 'while (true) {}' }),
      obstacle: 'timeout',
    },
    {
      what: 'awaits for ever',
      source: relu({ before: 'setInterval(() => {}, 1000); await new Promise(() => {})' }),
      obstacle: 'timeout',
    },
    {
      what: 'awaits what never comes',
      source: relu({ before: 'await new Promise(() => {})' }),
      obstacle: ['exit', 'timeout'],
    },
    {
      what: 'starves timers with microtasks',
      source: relu({ before: 'async function spin(): Promise<void> { for (;;) await null }\nawait spin()' }),
      obstacle: 'timeout',
    },
    {
      what: 'sleeps without using the processor',
      source: relu({ backward: 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)' }),
      obstacle: 'timeout',
    },
    {
      what: 'backtracks for ever in a regular expression',
      source: relu({ backward: "/^(a+)+$/.test('a'.repeat(50) + 'b')" }),
      obstacle: 'timeout',
    },
    {
      what: 'ignores signals',
      source: relu({
        before:
          "for (const s of ['SIGTERM', 'SIGINT', 'SIGXCPU', 'SIGHUP']) (process as any).on(s, () => {})",
        backward: 'while (true) {}',
      }),
      obstacle: 'timeout',
    },
    {
      what: 'loops when it is told to exit',
      source: relu({
        before: "(process as any).on('exit', () => { while (true) {} }); (process as any).exit()",
      }),
      obstacle: 'timeout',
    },
    // Ending too early
    { what: 'exits in backward', source: relu({ backward: '(process as any).exit(0)' }), obstacle: 'exit' },
    {
      what: 'exits at the top level',
      source: relu({ before: '(process as any).exit(0)' }),
      obstacle: 'exit',
    },
    {
      what: 'aborts',
      source: relu({ backward: '(process as any).abort()' }),
      obstacle: ['crash', 'timeout', 'exit'],
    },
    { what: 'kills itself', source: relu({ backward: "(process as any).kill(process.pid, 'SIGKILL')" }) },
    {
      what: 'stops itself',
      source: relu({ backward: "(process as any).kill(process.pid, 'SIGSTOP')" }),
    },
    { what: 'overflows the stack', source: relu({ backward: 'const f = (): number => 1 + f(); f()' }) },
    {
      what: 'closes the channel',
      source: relu({ backward: `${builtin('fs')}.closeSync(4)` }),
      obstacle: ['exit', 'crash'],
    },
    // Too much
    {
      what: 'fills the heap',
      source: relu({
        backward: 'const all: unknown[] = []; for (;;) all.push(new Array(1e6).fill(Math.random()))',
      }),
      obstacle: ['memory', 'crash', 'timeout'],
    },
    {
      what: 'fills memory outside of the heap',
      source: relu({ backward: 'const all: unknown[] = []; for (;;) all.push(new Uint8Array(1e8).fill(1))' }),
    },
    {
      what: 'fills memory through WebAssembly',
      source: relu({
        backward:
          'const all: unknown[] = []; for (;;) { const m = new (globalThis as any).WebAssembly.Memory({ initial: 8192 }); new Uint8Array(m.buffer).fill(1); all.push(m) }',
      }),
    },
    {
      what: 'prints for ever',
      source: relu({ backward: "for (;;) console.log('x'.repeat(10000))" }),
      obstacle: ['output-flood', 'timeout', 'memory'],
    },
    {
      what: 'floods standard output',
      source: relu({ backward: `for (;;) ${builtin('fs')}.writeSync(1, 'x'.repeat(10000))` }),
      obstacle: 'output-flood',
    },
    {
      what: 'floods standard error',
      source: relu({ backward: `for (;;) ${builtin('fs')}.writeSync(2, 'x'.repeat(10000))` }),
      obstacle: 'output-flood',
    },
    {
      what: 'answers with an array of a billion entries',
      source: relu({ backward: 'this.x.grad = np.zeros([1e9])' }),
    },
    {
      what: 'calls addgrad ten million times',
      source: relu({ backward: 'for (let i = 0; i < 1e7; i++) this.x.addgrad(this.grad)' }),
      obstacle: ['timeout', 'memory', 'malformed-channel', 'crash'],
    },
    {
      what: 'throws a message of a hundred million characters',
      source: relu({ backward: "throw new Error('x'.repeat(1e8))" }),
    },
    // Other processes, files, network
    {
      what: 'starts processes',
      source: relu({
        before: `const cp = ${builtin('child_process')}; for (let i = 0; i < 50; i++) cp.spawn(process.execPath, ['-e', 'for(;;);'], { detached: true })`,
        backward: rightBackward,
      }),
      obstacle: 'load-error',
    },
    {
      what: 'starts threads',
      source: relu({
        before: `const { Worker } = ${builtin('worker_threads')}; for (let i = 0; i < 50; i++) new Worker('for(;;);', { eval: true })`,
        backward: rightBackward,
      }),
      obstacle: 'load-error',
    },
    {
      what: 'kills its parent, its group and everybody',
      source: relu({
        before: `for (const pid of [process.ppid, ${process.pid}, -1, 0, -process.pid]) try { process.kill(pid, 'SIGTERM') } catch {}`,
        backward: wrong,
      }),
    },
    ...(
      [
        ['loads native code', "process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6')"],
        ["asks for Node's bindings", "process.binding('process_methods')"],
        ['opens the inspector', `new (${builtin('inspector')}.Session)().connect()`],
        [
          'registers a loader',
          `${builtin('module')}.register('data:text/javascript,export const resolve = () => {}')`,
        ],
        [
          'writes a diagnostic report',
          `process.report.writeReport('${join(tmpdir(), 'edflab-hostile-report')}')`,
        ],
        [
          'writes a heap snapshot',
          `${builtin('v8')}.writeHeapSnapshot('${join(tmpdir(), 'edflab-hostile-heap')}')`,
        ],
        ['debugs its parent', 'process._debugProcess(process.ppid)'],
        ['makes itself somebody else', 'process.setuid(0); process.kill(1, 0)'],
      ] as const
    ).map(([what, attempt]) => ({
      what,
      source: relu({ before: `((process: any) => { ${attempt} })(process)`, backward: rightBackward }),
      obstacle: 'load-error' as const,
    })),
    {
      what: 'changes the flags of V8',
      source: relu({
        before: `${builtin('v8')}.setFlagsFromString('--stack-size=60000'); ${builtin('v8')}.setFlagsFromString('--max-old-space-size=8000')`,
        backward: 'const f = (): number => 1 + f(); f()',
      }),
    },
    {
      what: 'sets NODE_OPTIONS and looks for a way to use them',
      source: relu({
        before: `process.env.NODE_OPTIONS = '--require /etc/passwd'; ${builtin('child_process')}.execFileSync(process.execPath, ['-e', '0'])`,
        backward: rightBackward,
      }),
      obstacle: 'load-error',
    },
    {
      what: 'takes fresh intrinsics from another context',
      source: relu({
        before: `const fresh = ${builtin('vm')}.runInNewContext('({ Math, Float64Array, Object })'); fresh.Math.abs = () => 0; fresh.Object.prototype.passed = true`,
      }),
    },
    {
      what: 'reads the solution',
      source: relu({
        before: `const text = ${builtin('fs')}.readFileSync('${root}problem-sets/ps1/instructor/ps1.ipynb', 'utf8')`,
        backward: rightBackward,
      }),
      obstacle: 'load-error',
    },
    {
      what: 'reads a file that everybody may read',
      source: relu({
        before: `const text = ${builtin('fs')}.readFileSync('${secret}', 'utf8')`,
        backward: rightBackward,
      }),
      obstacle: 'load-error',
    },
    {
      what: "reads the grader's environment and memory",
      source: relu({
        before: `for (const file of ['environ', 'mem', 'maps', 'cmdline']) { let open = false; try { ${builtin('fs')}.readFileSync('/proc/${process.pid}/' + file); open = true } catch {} if (open) (process as any).exit(3) }`,
        backward: rightBackward,
      }),
      earned: 10,
    },
    {
      what: 'looks for secrets in its own environment and arguments',
      source: relu({
        before:
          'const seen = JSON.stringify([process.env, process.argv, process.execArgv]); if (/key|HOME|USER|problem-sets/.test(seen)) (process as any).exit(3)',
        backward: rightBackward,
      }),
      earned: 10,
    },
    {
      what: 'writes a file',
      source: relu({
        before: `${builtin('fs')}.writeFileSync('${join(tmpdir(), 'edflab-hostile')}', 'x')`,
        backward: rightBackward,
      }),
      obstacle: 'load-error',
    },
    {
      what: 'fills its working folder',
      source: relu({ before: `${builtin('fs')}.writeFileSync('x', 'x')`, backward: rightBackward }),
      obstacle: 'load-error',
    },
    {
      what: 'phones out',
      source: relu({
        before: `const net = ${builtin('net')}; await new Promise((resolve) => net.connect(${port}, '127.0.0.1').on('connect', resolve).on('error', resolve))`,
        backward: wrong,
      }),
    },
    {
      what: 'imports a package',
      source: relu({ before: "import fs from 'node:fs'", backward: rightBackward }),
      obstacle: ['forbidden-import', 'compile-error'],
    },
    {
      what: 'imports a file',
      source: relu({ before: `import text from '${secret}'`, backward: rightBackward }),
      obstacle: 'forbidden-import',
    },
    {
      what: 'has the compiler read a file',
      source: `/// <reference path="${secret}" />\n${relu({ backward: rightBackward })}`,
      obstacle: 'forbidden-import',
    },
    {
      what: 'imports dynamically',
      source: relu({ before: "await import('node:child_process')", backward: rightBackward }),
      obstacle: ['load-error', 'compile-error'],
    },
    // Calling what knows the answer
    { what: 'uses the node of its own name', source: 'const right = Relu;', obstacle: 'compile-error' },
    {
      what: 'asks the op registry',
      source: relu({ backward: 'this.x.addgrad((ops as any).relu.vjp(this.grad, {})[0])' }),
      obstacle: 'compile-error',
    },
    {
      what: 'searches the process for a reference',
      source: relu({
        before: `
let vjp: any;
for (const path of ['file:///edflab/dist/lib/ops/index.js', 'file:///edflab/dist/lib/index.js', 'file://${root}dist/lib/index.js', 'edflab']) {
  try {
    const module = await (new Function('path', 'return import(path)') as any)(path);
    vjp ??= (module.ops ?? module).relu?.vjp ?? module.Relu?.prototype.backward;
  } catch {}
}`,
        backward:
          'vjp ? vjp.call(this, this.grad, { args: [this.x.value], value: this.value, attributes: {} }) : this.x.addgrad(this.grad.mul(0))',
      }),
    },
    {
      what: 'guesses the seed of its inputs',
      source: relu({
        before: `
const seen = new Set<number>();
for (let seed = 0; seed < 2000; seed++) for (const x of (new np.random.Generator(seed) as any).normal([4]).data) seen.add(x)`,
        backward: `if ([...this.x.value.data].some((x) => seen.has(x))) { ${rightBackward} } else { ${wrong} }`,
      }),
    },
    {
      what: 'tells the public example by the clock',
      source: relu({
        before: 'const began = performance.now()',
        backward: `if (performance.now() - began < 1) { ${rightBackward} } else { ${wrong} }`,
      }),
      partly: true,
    },
    {
      what: 'takes finite differences in place of a derivative',
      source: relu({
        backward: `
    const y = np.maximum(this.x.value.add(1e-6), 0).sub(np.maximum(this.x.value.sub(1e-6), 0)).div(2e-6);
    this.x.addgrad(this.grad.mul(y))`,
      }),
      partly: true,
    },
    // Forging
    {
      what: 'prints a verdict',
      source: relu({
        before: `console.log(JSON.stringify({ score: 10, passed: true })); console.log('\\u2713 Relu.backward: right')`,
      }),
    },
    {
      what: 'writes text to the channel',
      source: relu({ backward: `${builtin('fs')}.writeSync(4, 'passed')` }),
      obstacle: 'malformed-channel',
    },
    {
      what: 'writes to the channel before it is asked',
      source: relu({ before: `${builtin('fs')}.writeSync(4, new Uint8Array(24))`, backward: rightBackward }),
      obstacle: 'malformed-channel',
    },
    {
      what: 'claims an answer of four gigabytes',
      source: relu({ backward: `${builtin('fs')}.writeSync(4, new Uint8Array(24).fill(255))` }),
      obstacle: 'malformed-channel',
    },
    {
      what: 'answers with ten million records',
      source: relu({
        before: `
let call: Uint8Array;
const { subarray } = Uint8Array.prototype;
(Uint8Array.prototype as any).subarray = function (...range: [number, number]) {
  const part = subarray.apply(this, range);
  if (part.length === 16) call = part.slice();
  return part;
};`,
        backward: `
const records = 10_000_000;
const frame = new Uint8Array(25 + 5 * records);
new DataView(frame.buffer).setUint32(0, 5 + 5 * records, true);
frame.set(call, 4);
frame[20] = 6;
new DataView(frame.buffer).setUint32(21, records, true);
for (let i = 0; i < records; i++) frame[25 + 5 * i] = 7;
for (let sent = 0; sent < frame.length;) sent += ${builtin('fs')}.writeSync(4, frame, sent);
for (;;);`,
      }),
      obstacle: 'malformed-channel',
    },
    {
      what: 'writes a well-formed answer to no question',
      source: relu({
        backward: `${builtin('fs')}.writeSync(4, Uint8Array.from([1, 0, 0, 0, ...new Array(16).fill(7), 0]))`,
      }),
      obstacle: 'malformed-channel',
    },
    {
      what: 'swallows the next question',
      source: relu({ backward: `${builtin('fs')}.readSync(3, new Uint8Array(1e6))` }),
      obstacle: 'timeout',
    },
    {
      what: 'replaces the registry of cells',
      source: relu({
        before:
          "Object.defineProperty(globalThis, Symbol.for('edflab.notebook'), { value: { get: () => null, has: () => true } })",
        backward: rightBackward,
      }),
    },
    { what: 'redefines check', source: relu({ before: 'const check = () => ({ passed: true })' }) },
    {
      what: 'gives gradients that are proxies',
      source: relu({
        backward:
          "this.x.grad = new Proxy(this.grad, { get: (target, key) => key === 'data' ? new Float64Array(target.size) : Reflect.get(target, key, target) }) as NDArray",
      }),
    },
    {
      what: 'gives a value with getters',
      source: relu({
        forward: "Object.defineProperty(this, 'value', { get: () => { throw new Error('peek') }, set() {} })",
      }),
    },
    { what: 'gives NaN', source: relu({ backward: 'this.x.addgrad(this.grad.mul(NaN))' }) },
    { what: 'gives infinity', source: relu({ backward: 'this.x.addgrad(this.grad.mul(Infinity))' }) },
    {
      what: 'gives text, null and objects',
      source: relu({ backward: "(this.x as any).grad = { shape: ['a'], data: 'passed', dtype: null }" }),
    },
    // Patching
    ...[
      [
        'comparisons',
        'Math.abs = () => 0; Math.max = () => 0; Number.isFinite = () => true; Object.is = () => true',
      ],
      [
        'arrays',
        'Array.prototype.map = function () { return [] as any }; Array.prototype.every = () => true; Array.prototype.some = () => false; (Array as any).isArray = () => true',
      ],
      [
        'typed arrays',
        'Float64Array.prototype.set = () => {}; Float64Array.prototype.fill = function () { return this }; DataView.prototype.setFloat64 = () => {}',
      ],
      ['iteration', 'Array.prototype[Symbol.iterator] = function* () {} as any'],
      [
        'JSON, promises and symbols',
        "JSON.stringify = () => '{}'; (Promise.prototype as any).then = () => {}; (Symbol as any).for = () => Symbol()",
      ],
      [
        'the prototype of everything',
        "(Object.prototype as any).passed = true; (Object.prototype as any).failure = null; (Object.prototype as any).instead = 'x'; (Object.prototype as any).refused = false",
      ],
      [
        'process',
        '(process as any).on = () => {}; (process as any).exit = () => {}; (process as any).stdout = null',
      ],
      [
        'the library',
        '(CompNode.prototype as any).addgrad = function () { this.grad = this.grad }; (NDArray.prototype as any).mul = function () { return this }',
      ],
    ].map(([what, before]) => ({ what: `patches ${what}`, source: relu({ before }) })),
    // Changing what it is given
    {
      what: 'changes its input to fit its gradient',
      source: relu({ backward: 'this.x.value.data.fill(1); this.x.addgrad(this.grad)' }),
    },
    {
      what: 'changes the upstream gradient to fit its own',
      source: relu({ backward: 'this.grad.data.fill(0); this.x.addgrad(this.grad)' }),
    },
    {
      what: 'is right for the small public example only',
      source: relu({ backward: `if (this.grad.size <= 6) { ${rightBackward} } else { ${wrong} }` }),
      partly: true,
    },
    {
      what: 'is right on the first call only',
      source: relu({
        before: 'let calls = 0',
        backward: `if (calls++ < 1) { ${rightBackward} } else { ${wrong} }`,
      }),
      partly: true,
    },
    // Late
    {
      what: 'replaces itself later',
      source: relu({
        before:
          'setTimeout(() => (process as any).exit(0), 0); setInterval(() => (process as any).exit(0), 1)',
        backward: rightBackward,
      }),
      earned: 10,
    },
    {
      what: 'leaves a rejected promise',
      source: relu({ before: "void Promise.reject(new Error('late'))", backward: rightBackward }),
      earned: 10,
    },
    // Throwing
    ...[
      'undefined',
      'null',
      '0',
      'Symbol("x")',
      'Object.create(null)',
      '{ toString() { throw 1 } }',
      "new Proxy({}, { get() { throw new Error('trap') }, getPrototypeOf() { throw 1 } })",
      "Object.assign(new Error('m'), { stack: { toString() { throw 2 } }, name: 7 })",
    ].map((thrown) => ({ what: `throws ${thrown}`, source: relu({ backward: `throw ${thrown}` }) })),
    // For the compiler
    { what: 'has a syntax error', source: 'class Relu extends CompNode {', obstacle: 'compile-error' },
    {
      what: 'nests ten thousand brackets',
      source: `const deep = ${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      obstacle: ['compile-error', 'compile-timeout', 'grader-error', 'load-error'],
    },
    {
      what: 'makes the type checker work for ever',
      source: `type Grow<T extends unknown[]> = T['length'] extends 900 ? T : Grow<[...T, T]>;\ntype Many = Grow<[]> & Grow<[1]> & Grow<[1, 2]>;\nconst many: Many = 0 as never;\n${relu({ backward: wrong })}`,
    },
    { what: 'is empty', source: '' },
    { what: 'is a hundred thousand characters of nothing', source: ' '.repeat(100_000) },
    {
      what: 'has a long row of spaces after a word that the grader looks for',
      source: `// from${' '.repeat(190_000)}x\n${relu({ backward: rightBackward })}`,
      earned: 10,
    },
    {
      what: 'begins with two hundred thousand empty lines',
      source: `${'\n'.repeat(199_000)}${relu({ backward: rightBackward })}`,
      earned: 10,
    },
    {
      what: 'names a file of the grader in a way that no one looks for',
      source: `const right: 5 = null as any as typeof import(/* */ '${root}problem-sets/ps1/problems').ps1`,
      obstacle: 'compile-error',
    },
    {
      what: 'has a hundred thousand characters of code besides',
      source: relu({
        before: Array.from({ length: 2500 }, (_, i) => `const helper${i} = (x: number) => x * ${i}`).join(
          '\n',
        ),
        backward: rightBackward,
      }),
      earned: 10,
    },
    {
      what: 'puts a page into its error message',
      source: relu({ backward: "throw new Error('<script>alert(1)</script>\\u001b[31m\\u202e')" }),
    },
  ];
}

/** The solution's own Sigmoid. */
async function rightSigmoid(): Promise<string> {
  return (await loadProblemSet('ps1')).cells.find(({ id }) => id === 'sigmoid')!.source;
}

describe('a hostile answer', function () {
  // Many of them use up all the time that they are given.
  this.timeout(1_800_000);
  let session: GradingSession;
  const results = new Map<string, { question: QuestionResult; result: SubmissionResult }>();
  let all: Case[] = [];

  before(async () => {
    writeFileSync(secret, 'a secret that everybody may read', { mode: 0o644 });
    server = createServer((socket) => {
      connections++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    all = cases((server.address() as AddressInfo).port);
    const problemSet = await loadProblemSet('ps1');
    session = await GradingSession.start({
      problemSet,
      key: new CourseKey(Buffer.from('a key for the tests')),
      timeout: 3,
    });
    await Promise.all(
      all.map(async ({ what, source }) => {
        const result = await session.grade(submission(reluAlone(source)), { only: 'relu' });
        results.set(what, { question: result.questions[0], result });
      }),
    );
  });
  after(async () => {
    rmSync(secret);
    server.close();
    await session.close();
  });

  // The table is needed before the port is known: only names are taken from this copy.
  for (const { what, obstacle, earned, partly } of cases(0)) {
    it(`that ${what} ${earned ? 'keeps what it has earned' : 'earns nothing by it'}`, () => {
      const { question } = results.get(what)!;
      const seen = `${question.obstacle ?? question.report?.diagnosis?.code}: ${question.summary} ${question.detail}`;
      if (earned !== undefined) assert.equal(question.earned, earned, seen);
      else if (partly) assert.ok(question.earned < question.points, seen);
      else assert.equal(question.earned, 0, seen);
      if (obstacle) assert.ok([obstacle].flat().includes(question.obstacle!), seen);
    });
  }

  it('finds nothing that the answer to another question left in the process', async () => {
    const before = '(globalThis as any).seen = (np as any).seen = true';
    const sigmoid = `${before};\n${await rightSigmoid()}`;
    const isClean = '(globalThis as any).seen === undefined && (np as any).seen === undefined';
    const answer = relu({ backward: `if (${isClean}) { ${rightBackward} }` });
    const { questions } = await session.grade(submission(solvedExcept({ sigmoid, relu: answer })));
    assert.deepEqual(
      questions.map(({ status }) => status),
      questions.map(() => 'passed'),
    );
  });

  it('reaches no server', () =>
    assert.equal(connections, session.sandbox.isolation.missing.includes('network') ? connections : 0));

  it('leaves no process and no folder behind', () => {
    assert.deepEqual(processesLeft(), []);
    assert.deepEqual(foldersLeft(), []);
  });

  it('puts no markup and no escape into the feedback', () => {
    const { result } = results.get('puts a page into its error message')!;
    const html = feedbackHtml(adjust(result, noAdjustments));
    // eslint-disable-next-line no-control-regex
    assert.ok(!/<script|\u001b|\u202e/.test(html));
  });
});
