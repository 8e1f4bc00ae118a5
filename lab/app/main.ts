/** The page's entry: registers the plugins, finds the services among them, starts JupyterLab. */
import './styles.js';
import { JupyterLab } from '@jupyterlab/application';
import { JupyterPluginRegistry } from '@jupyterlab/coreutils';
import { IConnectionStatus, IServiceManager } from '@jupyterlab/services';
import { brand } from './brand.js';
import { patientDebugger } from './debugger.js';
import { documentation } from './documentation.js';
import { executor } from './executor.js';
import { mermaid } from './mermaid.js';
import { mimeExtensions, plugins } from './extensions.js';
import { resumption } from './resume.js';
import { staleness } from './stale.js';
import { typescript } from './typescript.js';

// The token did its work when the page was asked for; the address bar, screenshots and bookmarks need not show it.
const address = new URL(location.href);
if (address.searchParams.has('token')) {
  address.searchParams.delete('token');
  history.replaceState(history.state, '', address);
}

const pluginRegistry = new JupyterPluginRegistry();
pluginRegistry.registerPlugins([
  ...plugins,
  ...mermaid,
  ...brand,
  documentation,
  patientDebugger,
  executor,
  resumption,
  staleness,
  typescript,
] as Parameters<typeof pluginRegistry.registerPlugins>[0]);

const [connectionStatus, serviceManager] = await Promise.all([
  pluginRegistry.resolveOptionalService(IConnectionStatus),
  pluginRegistry.resolveOptionalService(IServiceManager),
]);
const lab = new JupyterLab({
  pluginRegistry,
  connectionStatus: connectionStatus ?? undefined,
  serviceManager: serviceManager ?? undefined,
  mimeExtensions,
});
await lab.start({ bubblingKeydown: true });
