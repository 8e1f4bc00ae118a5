/** The two pages a browser gets: JupyterLab's, with the configuration its scripts read, and the one that asks for the token. */
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { assistRequests } from './kernels/kernel.js';

export interface PageOptions {
  version: string;
  directory: string;
  token: string;
  mode: 'multiple-document' | 'single-document';
  workspace: string;
  treePath: string;
  /** The address asked for, when `treePath` is not there. */
  notFoundUrl?: string;
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** https://jupyterlab.readthedocs.io/en/stable/api/modules/coreutils.PageConfig.html */
const pageConfig = ({ version, directory, token, mode, workspace, treePath, notFoundUrl }: PageOptions) => ({
  appName: 'EDF Lab',
  appNamespace: 'edflab',
  appVersion: version,
  baseUrl: '/',
  appUrl: '/lab',
  docUrl: '/doc',
  treeUrl: '/lab/tree',
  staticUrl: '/lab/static',
  settingsUrl: '/lab/api/settings',
  themesUrl: '/lab/api/themes',
  workspacesApiUrl: '/lab/api/workspaces',
  translationsApiUrl: '/lab/api/translations',
  token,
  mode,
  workspace,
  treePath,
  ...(notFoundUrl === undefined ? {} : { notFoundUrl }),
  serverRoot: directory,
  rootUri: pathToFileURL(directory).href,
  quitButton: 'true',
  untracked_message_types: assistRequests,
  notebookStartsKernel: 'true',
  terminalsAvailable: 'false',
  allow_hidden_files: 'false',
  delete_to_trash: 'false',
});

export function labPage(options: PageOptions): string {
  const config = JSON.stringify(pageConfig(options)).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>EDF Lab: ${escapeHtml(basename(options.directory))}</title>
  <link rel="icon" class="idle favicon" type="image/svg+xml" href="/lab/static/brand/logo.svg">
  <link rel="" class="busy favicon" type="image/svg+xml" href="/lab/static/brand/logo-busy.svg">
  <link rel="stylesheet" href="/lab/static/main.css">
  <script id="jupyter-config-data" type="application/json">${config}</script>
  <script type="module" src="/lab/static/main.js"></script>
</head>
<body class="jp-ThemedContainer">
  <noscript>EDF Lab's notebook page needs JavaScript.</noscript>
</body>
</html>
`;
}

export function tokenPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>EDF Lab</title>
  <style>
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 34em; margin: 15vh auto; padding: 0 1em; }
    input, button { font: inherit; padding: 0.3em 0.6em; }
    input { width: 20em; max-width: 100%; }
  </style>
</head>
<body>
  <h1>EDF Lab</h1>
  <p>This page opens with the token that <code>edflab lab</code> prints when it starts. Open the address it printed, or paste the token here.</p>
  <form method="get" action="/lab"><input name="token" aria-label="Token" autocomplete="off" autofocus> <button>Open</button></form>
</body>
</html>
`;
}
