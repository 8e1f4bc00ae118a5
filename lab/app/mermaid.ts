/** Diagrams in Markdown (```mermaid) and in outputs (text/vnd.mermaid). The library is fetched when the first one appears. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import {
  IMermaidManager,
  IMermaidMarkdown,
  MERMAID_MIME_TYPE,
  MermaidManager,
  MermaidMarkdown,
  RenderedMermaid,
} from '@jupyterlab/mermaid';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';

const manager: JupyterFrontEndPlugin<IMermaidManager> = {
  id: 'edflab:mermaid-manager',
  description: 'Draws diagrams in the colours of the theme.',
  autoStart: true,
  provides: IMermaidManager,
  optional: [IThemeManager],
  activate: (_app, themes: IThemeManager | null) => {
    const mermaid = new MermaidManager({ themes });
    RenderedMermaid.manager = mermaid;
    return mermaid;
  },
};

const markdown: JupyterFrontEndPlugin<IMermaidMarkdown> = {
  id: 'edflab:mermaid-markdown',
  description: 'Draws the diagrams of Markdown cells.',
  autoStart: true,
  provides: IMermaidMarkdown,
  requires: [IMermaidManager],
  activate: (_app, mermaid: IMermaidManager) => new MermaidMarkdown({ mermaid }),
};

const outputs: JupyterFrontEndPlugin<void> = {
  id: 'edflab:mermaid-outputs',
  description: 'Draws the diagrams that a kernel sends.',
  autoStart: true,
  requires: [IRenderMimeRegistry, IMermaidManager],
  activate: (_app, rendermime: IRenderMimeRegistry) => {
    rendermime.addFactory({
      safe: true,
      mimeTypes: [MERMAID_MIME_TYPE],
      defaultRank: 60,
      createRenderer: (options) => new RenderedMermaid(options),
    });
  },
};

export const mermaid = [manager, markdown, outputs];
