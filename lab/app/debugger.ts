/**
 * Before JupyterLab's debugger asks a kernel for anything it waits for a first answer, and for ever when another notebook or a
 * restart comes in between: then the bug in the toolbar stays grey. Here who waits for the earlier answer goes on at the later one.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Debugger } from '@jupyterlab/debugger';
import type { PromiseDelegate } from '@lumino/coreutils';

interface SessionInside {
  _ready?: PromiseDelegate<void>;
}

export const patientDebugger: JupyterFrontEndPlugin<void> = {
  id: 'edflab:patient-debugger',
  description: 'Lets nobody wait for a kernel that is no longer debugged.',
  autoStart: true,
  activate: () => {
    // The class that all sessions are of stands behind the one that is offered.
    const prototype = Object.getPrototypeOf(Debugger.Session.prototype) as object;
    const { get, set } = Object.getOwnPropertyDescriptor(prototype, 'connection')!;
    Object.defineProperty(prototype, 'connection', {
      get,
      set(this: SessionInside, connection: unknown) {
        const earlier = this._ready;
        set!.call(this, connection);
        void this._ready?.promise.then(() => earlier?.resolve());
      },
    });
  },
};
