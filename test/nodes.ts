/** Other versions of Node, to ask for the same bits and the same behaviour: `npm ci --prefix test/nodes` installs them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.js';

export const otherNodes = [22, 24].map((version) => {
  const executable = join(root, 'test', 'nodes', 'node_modules', `node${version}`, 'bin', 'node');
  return { name: `Node ${version}`, executable, isInstalled: existsSync(executable) };
});
