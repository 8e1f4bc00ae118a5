// Node's `process`, as far as the browser packages of the bundle ask for it.
/* global queueMicrotask */
export const process = {
  env: { NODE_ENV: 'production' },
  argv: [],
  platform: 'browser',
  browser: true,
  cwd: () => '/',
  nextTick: (callback, ...args) => queueMicrotask(() => callback(...args)),
};
