/** Where EDF Lab's defaults differ from JupyterLab's: by settings id, the properties changed. The user's own settings still win. */
export const defaultSettings: Record<string, Record<string, unknown>> = {
  // A student who closes the lid loses seconds, not minutes.
  '@jupyterlab/docmanager-extension:plugin': { autosaveInterval: 15 },
  '@jupyterlab/apputils-extension:themes': { 'adaptive-theme': true },
  '@jupyterlab/apputils-extension:notification': { checkForUpdates: false, fetchNews: 'false' },
  // Names and members are offered while typing; their documentation would cover the cell, and Shift+Tab shows it.
  '@jupyterlab/completer-extension:manager': { autoCompletion: true },
  '@jupyterlab/notebook-extension:tracker': { recordTiming: true, windowingMode: 'defer' },
  // Names of notebooks are long; when they were saved matters less.
  '@jupyterlab/filebrowser-extension:browser': { showLastModifiedColumn: false },
};
