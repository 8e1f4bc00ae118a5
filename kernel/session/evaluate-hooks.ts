// The same hooks for versions of Node that run them on a thread of their own (`module.register`).
import { LocalModules, type LocalFolders } from './evaluate-local.js';
import type { NextLoad, NextResolve, ResolveContext } from './evaluate-modules.js';

const notebooks: LocalModules[] = [];

export function initialize(folders: LocalFolders): void {
  notebooks.push(new LocalModules(folders));
}

export async function resolve(
  specifier: string,
  context: ResolveContext,
  next: NextResolve,
): Promise<unknown> {
  for (const local of notebooks) {
    const found = local.resolve(specifier, context.parentURL);
    if (found !== undefined) return found;
  }
  return next(specifier, context);
}

export async function load(url: string, context: object, next: NextLoad): Promise<unknown> {
  return (
    notebooks.map((local) => local.load(url)).find((loaded) => loaded !== undefined) ?? next(url, context)
  );
}
