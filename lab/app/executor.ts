/** Runs cells. A cell that is run while the notebook's kernel is still starting waits for it; JupyterLab would drop it without a word. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { ICodeCellModel } from '@jupyterlab/cells';
import { INotebookCellExecutor, runCell } from '@jupyterlab/notebook';

export const executor: JupyterFrontEndPlugin<INotebookCellExecutor> = {
  id: 'edflab:cell-executor',
  description: 'Runs the cells of notebooks, once their kernel is there.',
  autoStart: true,
  provides: INotebookCellExecutor,
  activate: () => ({
    runCell: async (options) => {
      const { cell, sessionContext } = options;
      if (cell.model.type === 'code' && sessionContext && !sessionContext.isReady) {
        (cell.model as ICodeCellModel).executionState = 'running';
        await sessionContext.ready;
      }
      return cell.isDisposed ? false : runCell(options);
    },
  }),
};
