/** The colours of TypeScript cells: JupyterLab's own, and one for types. */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IEditorLanguageRegistry } from '@jupyterlab/codemirror';

async function load() {
  const [{ javascript }, { HighlightStyle, LanguageSupport, syntaxHighlighting }, { tags }] =
    await Promise.all([
      import('@codemirror/lang-javascript'),
      import('@codemirror/language'),
      import('@lezer/highlight'),
    ]);
  const { language, support } = javascript({ typescript: true });
  const types = HighlightStyle.define([
    { tag: tags.typeName, color: 'var(--jp-mirror-editor-variable-3-color)' },
  ]);
  return new LanguageSupport(language, [support, syntaxHighlighting(types)]);
}

export const typescript: JupyterFrontEndPlugin<void> = {
  id: 'edflab:typescript',
  description: 'Colours TypeScript, by either name of its media type.',
  autoStart: true,
  requires: [IEditorLanguageRegistry],
  activate: (_app, languages: IEditorLanguageRegistry) => {
    const known = languages.findByName('TypeScript');
    if (known) Object.assign(known, { mime: ['application/typescript', 'text/typescript'], load });
  },
};
