// The kernel's programs, each a process or a thread of its own. They run from bundles, which scripts/bundle.mjs makes: a start then
// reads a few files instead of hundreds.

export const PROGRAMS = ['kernel', 'compiler', 'compiler-snapshot', 'session', 'guard', 'hooks'] as const;
export type Program = (typeof PROGRAMS)[number];

/** The folder of the bundles. */
export const programFolder = new URL('../bundle/kernel/', import.meta.url);

export function program(name: Program): URL {
  // Node makes snapshots of CommonJS scripts only.
  return new URL(name === 'compiler-snapshot' ? `${name}.cjs` : `${name}.js`, programFolder);
}
