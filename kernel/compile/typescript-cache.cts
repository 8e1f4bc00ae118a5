// V8's compiled code of TypeScript, kept beside this file from the first start on. Without it, with another version of Node, or
// where nothing may be written, TypeScript is loaded as any package is.
/* eslint-disable @typescript-eslint/no-require-imports -- a CommonJS file on purpose */
import fs = require('node:fs');
import Module = require('node:module');
import path = require('node:path');
import vm = require('node:vm');

const file = require.resolve('typescript');
const cacheFile = path.join(__dirname, `typescript-${process.version}-${process.arch}.cache`);

let script: vm.Script | undefined;

type ModuleFunction = (
  exports: unknown,
  require: NodeJS.Require,
  module: { exports: unknown },
  filename: string,
  dirname: string,
) => void;

/** Puts TypeScript where `require('typescript')` finds it. */
function preload(): void {
  if (require.cache[file] !== undefined) return;
  const cachedData = fs.existsSync(cacheFile) ? fs.readFileSync(cacheFile) : undefined;
  const source = Module.wrap(fs.readFileSync(file, 'utf8'));
  script = new vm.Script(source, { filename: file, cachedData });
  const module = new Module(file);
  module.filename = file;
  module.paths = [];
  const body = script.runInThisContext() as ModuleFunction;
  body.call(module.exports, module.exports, Module.createRequire(file), module, file, path.dirname(file));
  module.loaded = true;
  require.cache[file] = module;
}

/** Keeps the code compiled so far for the next start: best asked for when what a start needs has run once. */
function save(): void {
  if (script === undefined || fs.existsSync(cacheFile)) return;
  const partial = `${cacheFile}.${process.pid}`;
  try {
    fs.writeFileSync(partial, script.createCachedData());
    fs.renameSync(partial, cacheFile);
  } catch {
    // A read-only installation starts the plain way.
    fs.rmSync(partial, { force: true });
  }
}

export = { preload, save };
