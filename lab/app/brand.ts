/** What makes the shell EDF Lab's: the logo, and the course reference in the Help menu. */
import { ILabShell, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget } from '@jupyterlab/apputils';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { LabIcon } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import logoSvg from '../../kernel/logo/logo.svg';
import referenceText from './reference.md';

const logoIcon = new LabIcon({ name: 'edflab:logo', svgstr: logoSvg });

const logo: JupyterFrontEndPlugin<void> = {
  id: 'edflab:logo',
  description: 'Puts the logo where JupyterLab has its own.',
  autoStart: true,
  requires: [ILabShell],
  activate: (_app, shell: ILabShell) => {
    const widget = new Widget();
    logoIcon.element({
      container: widget.node,
      elementPosition: 'center',
      margin: '2px 2px 2px 8px',
      height: 'auto',
      width: '18px',
    });
    widget.id = 'jp-MainLogo';
    shell.add(widget, 'top', { rank: 0 });
  },
};

const reference: JupyterFrontEndPlugin<void> = {
  id: 'edflab:reference',
  description: 'Opens the course reference: the notation, the library, the check, the keys.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [IMainMenu, ICommandPalette, INotebookTracker],
  activate: (
    app,
    rendermime: IRenderMimeRegistry,
    mainMenu: IMainMenu | null,
    palette: ICommandPalette | null,
    notebooks: INotebookTracker | null,
  ) => {
    const command = 'edflab:open-reference';
    let widget: MainAreaWidget | undefined;
    app.commands.addCommand(command, {
      label: 'EDF Lab Reference',
      icon: logoIcon,
      execute: async () => {
        if (!widget || widget.isDisposed) {
          const content = rendermime.createRenderer('text/markdown');
          content.addClass('edflab-Reference');
          const model = rendermime.createModel({ data: { 'text/markdown': referenceText }, trusted: true });
          await content.renderModel(model);
          widget = new MainAreaWidget({ content });
          widget.id = 'edflab-reference';
          widget.title.label = 'EDF Lab Reference';
          widget.title.icon = logoIcon;
          widget.title.closable = true;
        }
        // Beside a notebook that is being worked on; in place of the launcher.
        const isBesideNotebook = notebooks?.currentWidget?.isVisible ?? false;
        if (!widget.isAttached)
          app.shell.add(widget, 'main', { mode: isBesideNotebook ? 'split-right' : 'tab-after' });
        app.shell.activateById(widget.id);
      },
    });
    mainMenu?.helpMenu.addGroup([{ command }], -1);
    palette?.addItem({ command, category: 'Help' });
  },
};

export const brand = [logo, reference];
