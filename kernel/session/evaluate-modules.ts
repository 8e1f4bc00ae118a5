// Loading the student's own files: `import './layers.ts'` works as it does in an editor, and again after an edit.
import { register } from 'node:module';
import * as module from 'node:module';
import { program } from '../programs.js';
import { LocalModules, type LocalFolders } from './evaluate-local.js';

/** The hooks of `module.registerHooks` that are used here; Node 22.15 and later have them. */
interface SynchronousHooks {
  resolve(specifier: string, context: ResolveContext, next: NextResolve): unknown;
  load(url: string, context: object, next: NextLoad): unknown;
}
export interface ResolveContext {
  parentURL?: string;
}
export type NextResolve = (specifier: string, context: ResolveContext) => unknown;
export type NextLoad = (url: string, context: object) => unknown;

const registered = new Set<string>();

/**
 * From now on files next to the notebook are resolved without extension, compiled from TypeScript, and loaded anew when they or
 * what they import have changed.
 */
export function loadLocalModules(folders: LocalFolders): void {
  const { notebook } = folders;
  if (registered.has(notebook)) return;
  registered.add(notebook);
  const { registerHooks } = module as { registerHooks?: (hooks: SynchronousHooks) => void };
  if (registerHooks === undefined) {
    register(program('hooks'), { data: folders });
    return;
  }
  const local = new LocalModules(folders);
  registerHooks({
    resolve: (specifier, context, next) =>
      local.resolve(specifier, context.parentURL) ?? next(specifier, context),
    load: (url, context, next) => local.load(url) ?? next(url, context),
  });
}
