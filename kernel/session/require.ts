// `require` in cells, which notebooks written for other kernels use.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isOwnPackage } from '../own-packages.js';

/** Makes `require` a global: from the notebook's folder, the kernel's own packages from anywhere. */
export function provideRequire(directory: string): void {
  const fromNotebook = createRequire(join(directory, 'notebook.js'));
  const own = createRequire(import.meta.url);
  const require = Object.assign(
    (id: string): unknown => (isOwnPackage(id) ? own : fromNotebook)(id),
    fromNotebook,
  );
  Object.defineProperty(globalThis, 'require', { value: require, configurable: true, writable: true });
}
