/**
 * The parts of JupyterLab's shell that the page is assembled from. Left out: terminals, language servers
 * (the kernel completes), the extension and plugin managers, JupyterHub, and whatever asks the network for news.
 */
import application from '@jupyterlab/application-extension';
import apputils from '@jupyterlab/apputils-extension';
import cellToolbar from '@jupyterlab/cell-toolbar-extension';
import codemirror from '@jupyterlab/codemirror-extension';
import completer from '@jupyterlab/completer-extension';
import codeConsole from '@jupyterlab/console-extension';
import debug from '@jupyterlab/debugger-extension';
import docmanager from '@jupyterlab/docmanager-extension';
import documentsearch from '@jupyterlab/documentsearch-extension';
import filebrowser from '@jupyterlab/filebrowser-extension';
import fileeditor from '@jupyterlab/fileeditor-extension';
import help from '@jupyterlab/help-extension';
import imageviewer from '@jupyterlab/imageviewer-extension';
import inspector from '@jupyterlab/inspector-extension';
import json from '@jupyterlab/json-extension';
import launcher from '@jupyterlab/launcher-extension';
import logconsole from '@jupyterlab/logconsole-extension';
import mainmenu from '@jupyterlab/mainmenu-extension';
import markdownviewer from '@jupyterlab/markdownviewer-extension';
import markedparser from '@jupyterlab/markedparser-extension';
import mathjax from '@jupyterlab/mathjax-extension';
import metadataform from '@jupyterlab/metadataform-extension';
import notebook from '@jupyterlab/notebook-extension';
import rendermime from '@jupyterlab/rendermime-extension';
import running from '@jupyterlab/running-extension';
import services from '@jupyterlab/services-extension';
import settingeditor from '@jupyterlab/settingeditor-extension';
import shortcuts from '@jupyterlab/shortcuts-extension';
import statusbar from '@jupyterlab/statusbar-extension';
import themeDark from '@jupyterlab/theme-dark-extension';
import themeLight from '@jupyterlab/theme-light-extension';
import toc from '@jupyterlab/toc-extension';
import tooltip from '@jupyterlab/tooltip-extension';
import translation from '@jupyterlab/translation-extension';
import uiComponents from '@jupyterlab/ui-components-extension';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { IPlugin } from '@lumino/application';
import { plotly } from './plotly.js';

// An application's plugins are typed by the services they need, which differ from one to the next.
type Plugin = IPlugin<never, unknown>;
type Extension = Plugin | readonly Plugin[];

const extensions = [
  application,
  apputils,
  cellToolbar,
  codemirror,
  completer,
  codeConsole,
  debug,
  docmanager,
  documentsearch,
  filebrowser,
  fileeditor,
  help,
  imageviewer,
  inspector,
  launcher,
  logconsole,
  mainmenu,
  markdownviewer,
  markedparser,
  mathjax,
  metadataform,
  notebook,
  rendermime,
  running,
  services,
  settingeditor,
  shortcuts,
  statusbar,
  themeDark,
  themeLight,
  toc,
  tooltip,
  translation,
  uiComponents,
] as unknown as readonly Extension[];

/** Plugins that go online, need a server this one is not, or whose place a plugin of this folder takes. */
const leftOut = new Set([
  '@jupyterlab/application-extension:logo',
  '@jupyterlab/apputils-extension:announcements',
  '@jupyterlab/apputils-extension:licenses-client',
  '@jupyterlab/apputils-extension:licenses-plugin',
  '@jupyterlab/fileeditor-extension:language-server',
  '@jupyterlab/help-extension:jupyter-forum',
  '@jupyterlab/help-extension:licenses-commands',
  '@jupyterlab/notebook-extension:cell-executor',
  '@jupyterlab/notebook-extension:language-server',
  '@jupyterlab/services-extension:terminal-manager',
]);

export const plugins: readonly Plugin[] = extensions.flat().filter(({ id }) => !leftOut.has(id));

// JupyterLab takes the extensions themselves as well as the modules that its types ask for.
export const mimeExtensions = [json, plotly] as unknown as IRenderMime.IExtensionModule[];
