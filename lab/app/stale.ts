/**
 * Marks the cells whose results another cell has since made untrue, as the kernel's replies say (kernel/server/staleness.ts), and
 * runs them again.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { refreshIcon } from '@jupyterlab/ui-components';

interface StaleCell {
  cellId: string;
  names: string[];
  changedIn: number;
}

const command = 'edflab:run-stale-cells';
const staleClass = 'edflab-mod-stale';
const markClass = 'edflab-StaleMark';

/** The stale cells of one notebook. */
class StaleMarks {
  #stale = new Map<string, StaleCell>();
  #isShown = false;
  #kernel: Kernel.IKernelConnection | null = null;

  constructor(
    private readonly panel: NotebookPanel,
    private readonly run: () => void,
    private readonly changed: () => void,
  ) {
    const { sessionContext, content } = panel;
    this.#follow(sessionContext.session?.kernel ?? null);
    sessionContext.kernelChanged.connect((_context, { newValue }) => this.#follow(newValue));
    // Variables do not survive a restart, and with them goes what is known about them.
    sessionContext.statusChanged.connect((_context, status) => {
      if (status === 'restarting' || status === 'autorestarting') this.#set([]);
    });
    // Cells that are moved, pasted or brought back get new widgets.
    content.modelContentChanged.connect(() => this.#show());
  }

  /** In the order of the notebook. */
  get cells(): Cell[] {
    return this.panel.content.widgets.filter(({ model }) => this.#stale.has(model.sharedModel.getId()));
  }

  #follow(kernel: Kernel.IKernelConnection | null): void {
    this.#kernel?.anyMessage.disconnect(this.#hear, this);
    this.#kernel = kernel;
    this.#set([]);
    kernel?.anyMessage.connect(this.#hear, this);
  }

  #hear(_kernel: Kernel.IKernelConnection, { msg, direction }: Kernel.IAnyMessageArgs): void {
    if (direction !== 'recv' || msg.header.msg_type !== 'execute_reply') return;
    const { edflab } = (msg as KernelMessage.IExecuteReplyMsg).metadata as {
      edflab?: { stale?: StaleCell[] };
    };
    if (edflab?.stale) this.#set(edflab.stale);
  }

  #set(stale: StaleCell[]): void {
    this.#stale = new Map(stale.map((cell) => [cell.cellId, cell]));
    this.#show();
    this.changed();
  }

  #show(): void {
    if (this.#stale.size === 0 && !this.#isShown) return;
    this.#isShown = this.#stale.size > 0;
    for (const { model, node } of this.panel.content.widgets) {
      const stale = this.#stale.get(model.sharedModel.getId());
      const mark = node.querySelector<HTMLButtonElement>(`:scope > .${markClass}`);
      node.classList.toggle(staleClass, stale !== undefined);
      if (!stale) mark?.remove();
      else explain(mark ?? node.appendChild(newMark(this.run)), stale);
    }
  }
}

function newMark(run: () => void): HTMLButtonElement {
  const mark = document.createElement('button');
  mark.className = markClass;
  refreshIcon.element({ container: mark, tag: 'span' });
  mark.addEventListener('click', run);
  return mark;
}

function explain(mark: HTMLButtonElement, { names, changedIn }: StaleCell): void {
  const are = names.length === 1 ? 'is' : 'are';
  const text = `Out of date since [${changedIn}] ran: ${names.join(', ')} ${are} not what this cell used. Click to run all cells that are out of date.`;
  if (mark.title === text) return;
  mark.title = text;
  mark.setAttribute('aria-label', text);
}

export const staleness: JupyterFrontEndPlugin<void> = {
  id: 'edflab:stale',
  description: 'Marks cells whose results are out of date, and runs them again.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [IMainMenu, ICommandPalette],
  activate: (
    app,
    notebooks: INotebookTracker,
    mainMenu: IMainMenu | null,
    palette: ICommandPalette | null,
  ) => {
    const marks = new WeakMap<NotebookPanel, StaleMarks>();
    const stale = (): Cell[] => {
      const panel = notebooks.currentWidget;
      return (panel && marks.get(panel)?.cells) ?? [];
    };
    const changed = (): void => app.commands.notifyCommandChanged(command);
    app.commands.addCommand(command, {
      label: 'Run Stale Cells',
      caption: 'Run, in order, the cells whose results are out of date',
      isEnabled: () => stale().length > 0,
      execute: async () => {
        const panel = notebooks.currentWidget;
        if (panel) await NotebookActions.runCells(panel.content, stale(), panel.sessionContext);
      },
    });
    notebooks.widgetAdded.connect((_tracker, panel) => {
      marks.set(panel, new StaleMarks(panel, () => void app.commands.execute(command), changed));
    });
    notebooks.currentChanged.connect(changed);
    mainMenu?.runMenu.addGroup([{ command }], 20);
    palette?.addItem({ command, category: 'Notebook Operations' });
  },
};
