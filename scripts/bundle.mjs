// Bundles what is loaded at a start, since finding and linking two hundred small modules takes longer than running them: the library as
// notebooks import it, and the kernel's programs. A process that begins in a bundle never meets the single files, which are for tests
// and tools, so what a notebook imports and what is preloaded are the same objects.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const bundles = join(dist, 'bundle');

const sets = join(dist, 'problem-sets');
const setNames = existsSync(sets)
  ? readdirSync(sets).filter((name) => existsSync(join(sets, name, 'index.js')))
  : [];

/** As the `exports` of package.json name them: the library, and every problem set that notebooks import. */
const library = {
  edflab: 'lib/index.js',
  gradcheck: 'lib/gradcheck/index.js',
  ...Object.fromEntries(setNames.map((name) => [name, `problem-sets/${name}/index.js`])),
};
/** As kernel/programs.ts names them. */
const kernel = {
  kernel: 'kernel/main.js',
  compiler: 'kernel/compile/thread-main.js',
  session: 'kernel/session/main.js',
  guard: 'kernel/session/guard.js',
  hooks: 'kernel/session/evaluate-hooks.js',
};
const snapshot = { 'compiler-snapshot': 'kernel/compile/snapshot-main.js' };

/** The path of a file in dist/, as a bundle names it. */
const fromBundle = (file) => `../../${relative(dist, file).replaceAll('\\', '/')}`;

/**
 * A module in a bundle shares one scope with the others and is at another place. It keeps the names of its functions and classes, which
 * pictures of graphs and stack traces show (esbuild's own `keepNames` would make every closure dear), and finds its neighbours.
 */
function moved(path, text) {
  const names = [...text.matchAll(/^(?:export )?(?:async )?(?:function\*?|class) ([\w$]+)/gm)].map(
    ([, name]) => name,
  );
  const keepNames = names.map((name) => `Object.defineProperty(${name}, 'name', { value: '${name}' });`);
  const place = `new URL(${JSON.stringify(fromBundle(path))}, import.meta.url).href`;
  return [text.replaceAll('import.meta.url', place), ...keepNames].join('\n');
}

const moving = {
  name: 'moving',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path }) =>
      path.startsWith(dist) ? { contents: moved(path, await readFile(path, 'utf8')) } : undefined,
    );
  },
};

/** A problem set may import the library by the package's name: it is this one. */
const itself = {
  name: 'itself',
  setup({ onResolve }) {
    onResolve({ filter: /^edflab$/ }, () => ({ path: join(dist, 'lib/index.js') }));
    onResolve({ filter: /^edflab\/gradcheck$/ }, () => ({ path: join(dist, 'lib/gradcheck/index.js') }));
  },
};

/** The kernel imports the library from its bundle, and TypeScript through the CommonJS file that loads it. */
const neighbours = {
  name: 'neighbours',
  setup({ onResolve }) {
    onResolve({ filter: /\/lib\/index\.js$/ }, () => ({ path: '../lib/edflab.js', external: true }));
    onResolve({ filter: /\.cjs$/ }, ({ path, resolveDir }) => ({
      path: fromBundle(join(resolveDir, path)),
      external: true,
    }));
  },
};

/** A program of which Node makes a snapshot is one script with everything in it, TypeScript as well. */
const alone = {
  name: 'alone',
  setup({ onResolve }) {
    onResolve({ filter: /typescript\.cjs$/ }, () => ({
      path: fileURLToPath(import.meta.resolve('typescript')),
    }));
  },
};

/** Bundles those of the programs that are built, and gives the names of the files. What is as it was keeps its time: see snapshot.ts. */
async function bundle(folder, programs, options) {
  const built = Object.entries(programs).filter(([, file]) => existsSync(join(dist, file)));
  if (built.length === 0) return [];
  const outdir = join(bundles, folder);
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(built.map(([name, file]) => [name, join(dist, file)])),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
    logOverride: { 'unsupported-dynamic-import': 'silent' },
    ...options,
  });
  mkdirSync(outdir, { recursive: true });
  for (const { path, contents } of outputFiles)
    if (!existsSync(path) || !readFileSync(path).equals(contents)) writeFileSync(path, contents);
  return outputFiles.map(({ path }) => path);
}

/** Each by itself: a file that two programs share is one more to open for both. */
async function programs(entries) {
  const options = { ...modules, plugins: [neighbours, moving], packages: 'external' };
  const files = Object.entries(entries).map(([name, file]) =>
    bundle('kernel', { [name]: file }, { ...options, chunkNames: `${name}-[name]-[hash]` }),
  );
  return (await Promise.all(files)).flat();
}

const modules = { format: 'esm', splitting: true, chunkNames: '[name]-[hash]' };
const script = {
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: "const scriptUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'scriptUrl' },
};
const written = new Set([
  ...(await bundle('lib', library, { ...modules, plugins: [itself, moving] })),
  ...(await programs(kernel)),
  ...(await bundle('kernel', snapshot, { ...script, plugins: [alone, moving] })),
]);
for (const file of readdirSync(bundles, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath, file.name);
  if (file.isFile() && !written.has(path) && !path.endsWith('.blob')) rmSync(path);
}

// What a kernelspec shows, beside the module that writes it.
if (existsSync(join(dist, 'kernel')))
  cpSync(fileURLToPath(new URL('../kernel/logo', import.meta.url)), join(dist, 'kernel/logo'), {
    recursive: true,
  });
