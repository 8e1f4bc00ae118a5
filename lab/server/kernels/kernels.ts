/** The running kernels. */
import { HttpError } from '../errors.js';
import { LabKernel, type KernelModel, type StartProcess } from './kernel.js';
import { kernelName } from './spec.js';

/** Loads the sockets' library when the first kernel is wanted, not before the page can be opened. */
const startKernelProcess: StartProcess = async (cwd) =>
  (await import('../../../kernel/wire/client.js')).KernelProcess.start({ cwd });

export class Kernels {
  readonly #kernels = new Map<string, LabKernel>();
  #isClosed = false;

  constructor(private readonly startProcess: StartProcess = startKernelProcess) {}

  async start(cwd: string, name: string = kernelName): Promise<LabKernel> {
    if (name !== kernelName) throw new HttpError(400, `There is no kernel ${name} here, only ${kernelName}.`);
    const kernel = await LabKernel.start(cwd, this.startProcess);
    if (this.#isClosed) {
      await kernel.shutdown();
      throw new HttpError(503, 'The server is stopping.');
    }
    this.#kernels.set(kernel.id, kernel);
    return kernel;
  }

  get(id: string): LabKernel {
    const kernel = this.#kernels.get(id);
    if (!kernel)
      throw new HttpError(404, `There is no kernel ${id}: it was shut down, or the server was restarted.`);
    return kernel;
  }

  has(id: string): boolean {
    return this.#kernels.has(id);
  }

  list(): KernelModel[] {
    return [...this.#kernels.values()].map(({ model }) => model);
  }

  async shutdown(id: string): Promise<void> {
    const kernel = this.get(id);
    this.#kernels.delete(id);
    await kernel.shutdown();
  }

  /** Ends every kernel, the ones still starting too. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([...this.#kernels.keys()].map((id) => this.shutdown(id)));
  }
}
