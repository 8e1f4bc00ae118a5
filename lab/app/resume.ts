/**
 * Takes up cells that were running when the page was left: their outputs so far come from the server, the rest from the
 * kernel, and the cells show [*] until they are done.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { URLExt } from '@jupyterlab/coreutils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import type { CodeCell } from '@jupyterlab/cells';
import { ServerConnection, type Kernel, type KernelMessage } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';

interface Heard {
  channel: KernelMessage.Channel;
  message: KernelMessage.IMessage;
}

/** The server's record of an execution whose page is gone (lab/server/kernels/executions.ts). */
interface Adopted {
  id: string;
  cellId: string;
  heard: Heard[];
  included: string[];
}

/** Stands where the future of an execution would stand if this page had asked for it. */
class AdoptedExecution implements Kernel.IShellFuture<
  KernelMessage.IExecuteRequestMsg,
  KernelMessage.IExecuteReplyMsg
> {
  readonly msg: KernelMessage.IExecuteRequestMsg;
  onReply: (message: KernelMessage.IExecuteReplyMsg) => void | PromiseLike<void> = () => undefined;
  onIOPub: (message: KernelMessage.IIOPubMessage) => void | PromiseLike<void> = () => undefined;
  onStdin: (message: KernelMessage.IStdinMessage) => void | PromiseLike<void> = () => undefined;
  isDisposed = false;
  readonly #done = new PromiseDelegate<KernelMessage.IExecuteReplyMsg>();
  #reply: KernelMessage.IExecuteReplyMsg | undefined;
  #isIdle = false;

  constructor(
    id: string,
    private readonly kernel: Kernel.IKernelConnection,
  ) {
    this.msg = { header: { msg_id: id } } as KernelMessage.IExecuteRequestMsg;
  }

  get done(): Promise<KernelMessage.IExecuteReplyMsg> {
    return this.#done.promise;
  }

  handle(message: KernelMessage.IMessage): void {
    if (this.isDisposed) return;
    if (message.channel === 'iopub') void this.onIOPub(message as KernelMessage.IIOPubMessage);
    if (message.channel === 'stdin') void this.onStdin(message as KernelMessage.IStdinMessage);
    if (message.channel === 'shell') {
      this.#reply = message as KernelMessage.IExecuteReplyMsg;
      void this.onReply(this.#reply);
    }
    const { execution_state: state } = message.content as { execution_state?: string };
    this.#isIdle ||= message.header.msg_type === 'status' && state === 'idle';
    if (this.#reply && this.#isIdle) {
      this.#done.resolve(this.#reply);
      this.dispose();
    }
  }

  sendInputReply(
    content: KernelMessage.IInputReplyMsg['content'],
    parentHeader: KernelMessage.IInputReplyMsg['parent_header'],
  ): void {
    this.kernel.sendInputReply(content, parentHeader);
  }

  registerMessageHook(): void {}

  removeMessageHook(): void {}

  dispose(): void {
    this.isDisposed = true;
  }
}

/** Everything the kernel says from now on, by the request it answers. */
class Listener {
  /** What may belong to an execution still to be adopted. */
  #heard: KernelMessage.IMessage[] | undefined = [];
  readonly #executions = new Map<string, AdoptedExecution>();

  constructor(private readonly kernel: Kernel.IKernelConnection) {
    kernel.anyMessage.connect(this.#hear, this);
  }

  #hear(_kernel: Kernel.IKernelConnection, { msg, direction }: Kernel.IAnyMessageArgs): void {
    if (direction !== 'recv') return;
    const parent = msg.parent_header as Partial<KernelMessage.IHeader>;
    if (parent.msg_type !== 'execute_request' || parent.session === this.kernel.clientId) return;
    const execution = this.#executions.get(parent.msg_id ?? '');
    if (execution) execution.handle(msg);
    else this.#heard?.push(msg);
  }

  /** Plays the record, then what was heard meanwhile and is not in it, then whatever comes. */
  follow({ id, heard, included }: Adopted, execution: AdoptedExecution): void {
    const known = new Set(included);
    for (const { channel, message } of heard)
      execution.handle({ ...message, channel } as KernelMessage.IMessage);
    for (const message of this.#heard ?? []) {
      const parent = message.parent_header as Partial<KernelMessage.IHeader>;
      if (parent.msg_id === id && !known.has(message.header.msg_id)) execution.handle(message);
      known.add(message.header.msg_id);
    }
    this.#executions.set(id, execution);
    void execution.done.finally(() => this.#executions.delete(id));
  }

  /** Nothing more will be adopted. */
  settle(): void {
    this.#heard = undefined;
  }
}

async function adopt(kernel: Kernel.IKernelConnection): Promise<Adopted[]> {
  const settings = kernel.serverSettings;
  const url = URLExt.join(settings.baseUrl, 'lab/api/kernels', encodeURIComponent(kernel.id), 'adopt');
  const body = JSON.stringify({ client: kernel.clientId });
  const response = await ServerConnection.makeRequest(url, { method: 'POST', body }, settings);
  return response.ok ? ((await response.json()) as Adopted[]) : [];
}

function isConnected(kernel: Kernel.IKernelConnection): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (kernel.connectionStatus !== 'connected') return;
      kernel.connectionStatusChanged.disconnect(check);
      resolve();
    };
    kernel.connectionStatusChanged.connect(check);
    check();
  });
}

function show(cell: CodeCell, execution: AdoptedExecution): void {
  const { model } = cell;
  model.clearExecution();
  model.trusted = true;
  model.executionState = 'running';
  cell.outputArea.future = execution;
  execution.done.then(
    ({ content }) => {
      if (!cell.isDisposed) model.executionCount = content.execution_count;
    },
    () => undefined,
  );
}

async function resume(panel: NotebookPanel, kernel: Kernel.IKernelConnection): Promise<void> {
  const listener = new Listener(kernel);
  await Promise.all([isConnected(kernel), panel.context.ready, panel.revealed]);
  for (const adopted of await adopt(kernel)) {
    const cell = panel.content.widgets.find(({ model }) => model.sharedModel.getId() === adopted.cellId);
    if (cell?.model.type !== 'code') continue;
    const execution = new AdoptedExecution(adopted.id, kernel);
    show(cell as CodeCell, execution);
    listener.follow(adopted, execution);
  }
  listener.settle();
}

export const resumption: JupyterFrontEndPlugin<void> = {
  id: 'edflab:resume',
  description: 'Takes up cells that were running when the page was left.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_app, notebooks: INotebookTracker) => {
    notebooks.widgetAdded.connect((_tracker, panel) => {
      const resumed = new Set<string>();
      const check = () => {
        const kernel = panel.sessionContext.session?.kernel;
        if (!kernel || resumed.has(kernel.clientId)) return;
        resumed.add(kernel.clientId);
        resume(panel, kernel).catch((error) => console.error('Running cells could not be taken up:', error));
      };
      panel.sessionContext.kernelChanged.connect(check);
      check();
    });
  },
};
