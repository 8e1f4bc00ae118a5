/**
 * An error inside a call of the library ends with "documentation: run np.matmul?" (kernel/session/errors.ts). On the page the
 * name is a button: it shows what the kernel knows of it beside the notebook.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry, RenderedError } from '@jupyterlab/rendermime';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { inspectorIcon } from '@jupyterlab/ui-components';

const mimeType = 'application/vnd.jupyter.stderr';
const hint = /(?<=^ *documentation: )run ([\w$.]+)\?/m;
const buttonClass = 'edflab-DocumentationButton';

class ErrorWithButtons extends RenderedError {
  override async render(model: IRenderMime.IMimeModel): Promise<void> {
    await super.render(model);
    const texts = document.createTreeWalker(this.node, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode() as Text | null; text; text = texts.nextNode() as Text | null) {
      const found = hint.exec(text.data);
      if (!found) continue;
      const [said, name] = found;
      const button = document.createElement('button');
      button.className = buttonClass;
      button.textContent = name;
      const place = text.splitText(found.index);
      // What comes after it is looked at next.
      place.splitText(said.length);
      place.replaceWith(button);
      texts.currentNode = button;
    }
  }
}

export const documentation: JupyterFrontEndPlugin<void> = {
  id: 'edflab:documentation',
  description: 'Shows the documentation of what an error speaks of.',
  autoStart: true,
  requires: [IRenderMimeRegistry, INotebookTracker],
  activate: (app, rendermime: IRenderMimeRegistry, notebooks: INotebookTracker) => {
    const createRenderer = (options: IRenderMime.IRendererOptions) => new ErrorWithButtons(options);
    rendermime.addFactory({ safe: true, mimeTypes: [mimeType], createRenderer }, 0);

    let shown: MainAreaWidget | undefined;
    const show = async (name: string, button: HTMLElement): Promise<void> => {
      const panel = notebooks.find(({ node }) => node.contains(button));
      const kernel = panel?.sessionContext.session?.kernel;
      const reply = await kernel?.requestInspect({ code: name, cursor_pos: name.length, detail_level: 0 });
      if (reply?.content.status !== 'ok' || !reply.content.found) return;
      const content = rendermime.createRenderer('text/markdown');
      content.addClass('edflab-Reference');
      await content.renderModel(rendermime.createModel({ data: reply.content.data }));
      // One at a time, in the place where the last one was.
      const last = shown?.isAttached ? shown : undefined;
      shown = new MainAreaWidget({ content });
      shown.title.label = name;
      shown.title.icon = inspectorIcon;
      shown.title.closable = true;
      if (last) app.shell.add(shown, 'main', { ref: last.id, mode: 'tab-after' });
      else app.shell.add(shown, 'main', { ref: panel!.id, mode: 'split-right' });
      app.shell.activateById(shown.id);
      last?.dispose();
    };
    document.addEventListener('click', ({ target }) => {
      const button = (target as Element).closest<HTMLElement>(`.${buttonClass}`);
      if (button) void show(button.textContent, button);
    });
  },
};
