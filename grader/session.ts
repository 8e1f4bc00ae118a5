/** What grading needs for as long as it lasts: the child's folder, the sandbox, a compiler for every slot. */
import { availableParallelism } from 'node:os';
import { removeStaleFolders } from '../kernel/temporary-folders.js';
import { makeChildRoot, type ChildRoot } from './sandbox/child-root.js';
import { makeSnapshot } from './sandbox/child-snapshot.js';
import { killAllChildren } from './sandbox/child-process.js';
import { chooseSandbox, type Sandbox } from './sandbox/layers.js';
import type { Launcher } from './sandbox/launchers.js';
import { Compiler, type Library } from './compiler.js';
import type { LoadedProblemSet } from './problem-set.js';
import type { CourseKey } from './secret.js';
import type { GradingContext } from './problem.js';
import { compileInstructor, gradeSubmission, type Submission } from './submission.js';
import type { QuestionResult, SubmissionResult } from './result.js';
import type { CompiledCell } from '../kernel/compile/types.js';

export interface SessionOptions {
  problemSet: LoadedProblemSet;
  key: CourseKey;
  jobs?: number;
  /** Seconds for one question. */
  timeout?: number;
  /** Refuse to grade unless every layer of the sandbox holds. */
  requireSandbox?: boolean;
  /** Draws are nobody's secret: a student's own check. */
  open?: boolean;
  /** Called when a signal ends the grader, after its children: to say what is left to do. */
  onInterrupt?(): void;
  /** Use this launcher only. */
  launcher?: Launcher['name'];
}

export interface GradeOptions {
  /** Called as each question is done. */
  onQuestion?(result: QuestionResult): void;
  /** Grade this question alone. */
  only?: string;
  /** Results from before: those of other questions than `only` stand as they are. */
  before?: QuestionResult[];
}

export class GradingSession {
  readonly #options: SessionOptions;
  readonly #roots: Record<Library, ChildRoot>;
  readonly #instructor: Map<string, CompiledCell>;
  readonly #idle: { slot: number; compiler: Compiler }[];
  readonly #waiting: ((place: { slot: number; compiler: Compiler }) => void)[] = [];
  readonly #compilers: Compiler[];
  #submissions = 0;
  #snapshots: Promise<unknown> | undefined;
  readonly #onSignal: (signal: NodeJS.Signals) => void;

  private constructor(
    options: SessionOptions,
    roots: Record<Library, ChildRoot>,
    readonly sandbox: Sandbox,
    instructor: Map<string, CompiledCell>,
    compilers: Compiler[],
  ) {
    this.#options = options;
    this.#roots = roots;
    this.#instructor = instructor;
    this.#compilers = compilers;
    this.#idle = compilers.map((compiler, slot) => ({ slot, compiler }));
    this.#onSignal = (signal) => {
      killAllChildren();
      for (const compiler of compilers) void compiler.close();
      for (const root of Object.values(roots)) root.remove();
      options.onInterrupt?.();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.#onSignal);
  }

  /** @throws Error when no process for students' code can be started, or `requireSandbox` asks for more than there is */
  static async start(options: SessionOptions): Promise<GradingSession> {
    removeStaleFolders();
    const roots = { closed: makeChildRoot('child'), full: makeChildRoot('fullChild') };
    const jobs = Math.max(1, Math.min(options.jobs ?? availableParallelism(), 64));
    const compilers = Array.from({ length: jobs }, () => new Compiler());
    try {
      const [sandbox, instructor] = await Promise.all([
        chooseSandbox(options.launcher),
        compileInstructor(options.problemSet, compilers[0]),
      ]);
      const { missing } = sandbox.isolation;
      if (options.requireSandbox && missing.length > 0) {
        throw new Error(
          `This machine does not isolate: ${missing.join(', ')}. Install bubblewrap, or grade without --require-sandbox.`,
        );
      }
      return new GradingSession(options, roots, sandbox, instructor, compilers);
    } catch (error) {
      await Promise.all(compilers.map((compiler) => compiler.close()));
      for (const root of Object.values(roots)) root.remove();
      throw error;
    }
  }

  get jobs(): number {
    return this.#compilers.length;
  }

  /** Grades as soon as a slot is free. */
  async grade(
    submission: Submission,
    { onQuestion, only, before }: GradeOptions = {},
  ): Promise<SubmissionResult> {
    // One alone would not gain what it takes to make them.
    if (++this.#submissions > 1)
      this.#snapshots ??= Promise.all(Object.values(this.#roots).map(makeSnapshot));
    const place =
      this.#idle.pop() ??
      (await new Promise<{ slot: number; compiler: Compiler }>((resolve) => this.#waiting.push(resolve)));
    const { problemSet, key, timeout = 10, open = false } = this.#options;
    const context: GradingContext = {
      ...place,
      problemSet,
      key,
      timeout,
      secret: !open,
      sandbox: this.sandbox,
      roots: this.#roots,
      instructor: this.#instructor,
      onQuestion,
      only,
      before,
    };
    try {
      return await gradeSubmission(submission, context);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(place);
      else this.#idle.push(place);
    }
  }

  async close(): Promise<void> {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, this.#onSignal);
    killAllChildren();
    await Promise.all([this.#snapshots, ...this.#compilers.map((compiler) => compiler.close())]);
    for (const root of Object.values(this.#roots)) root.remove();
  }
}
