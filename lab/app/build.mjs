// Bundles the notebook page into dist/lab/app: the shell, its themes, the schemas of its settings.
// Skipped when neither these sources nor package-lock.json changed since the last build.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';

const source = fileURLToPath(new URL('.', import.meta.url));
const root = join(source, '../..');
const packages = join(root, 'node_modules');
const output = join(root, 'dist/lab/app');
/** The kernel's, as every front end shows it. */
const logo = join(root, 'kernel/logo/logo.svg');
const themes = ['@jupyterlab/theme-light-extension', '@jupyterlab/theme-dark-extension'];

/** A digest of everything the bundle is made from. The lock file stands for node_modules. */
function digestOfInputs() {
  const digest = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(readFileSync(logo));
  const files = readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const file of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    digest.update(file.slice(source.length)).update('\0').update(readFileSync(file));
  }
  return digest.digest('hex');
}

const asked = ({ importer, namespace, resolveDir, kind }) => ({ importer, namespace, resolveDir, kind });

/** A svg is an icon's text to a script and a picture to a style sheet; names of resources may carry `?query` or `#fragment`. */
const assets = {
  name: 'assets',
  setup(build) {
    build.onResolve({ filter: /^~/ }, (args) => build.resolve(args.path.slice(1), asked(args)));
    build.onResolve({ filter: /\.(svg|woff2?|ttf|eot|png|gif)[?#]/ }, (args) =>
      build.resolve(args.path.replace(/[?#].*$/, ''), asked(args)),
    );
    build.onResolve({ filter: /\.svg$/ }, async (args) => {
      if (args.kind !== 'url-token' || args.pluginData === 'picture') return undefined;
      return {
        ...(await build.resolve(args.path, { ...asked(args), pluginData: 'picture' })),
        namespace: 'picture',
      };
    });
    build.onLoad({ filter: /\.svg$/, namespace: 'picture' }, ({ path }) => ({
      contents: readFileSync(path),
      loader: 'dataurl',
    }));
    build.onLoad({ filter: /\.raw\.css$/ }, ({ path }) => ({ contents: readFileSync(path), loader: 'text' }));
  },
};

/** With splitting, `import()` of a CommonJS package yields nothing but `default`; JupyterLab's sources expect its names. */
const lazyCommonJs = {
  name: 'lazy-commonjs',
  setup(build) {
    build.onLoad(
      { filter: /@jupyterlab[\\/](mathjax|markedparser|apputils)-extension[\\/]lib[\\/].*\.js$/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(
          /\bimport\((['"][^'"]+['"])\)/g,
          'import($1).then(module => module.default?.__esModule ? module.default : module)',
        ),
      }),
    );
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  logLevel: 'warning',
  legalComments: 'none',
  plugins: [assets, lazyCommonJs],
  loader: {
    '.svg': 'text',
    '.md': 'text',
    '.woff': 'file',
    '.woff2': 'file',
    '.ttf': 'file',
    '.eot': 'file',
    '.png': 'dataurl',
    '.gif': 'dataurl',
  },
};

const bundleShell = (outdir) =>
  esbuild.build({
    ...common,
    entryPoints: [join(source, 'main.ts')],
    outdir,
    format: 'esm',
    splitting: true,
    target: 'es2022',
    mainFields: ['browser', 'module', 'main'],
    chunkNames: 'chunks/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    inject: [join(source, 'shims.js')],
    define: { global: 'globalThis', __dirname: '"/"', 'process.env.NODE_ENV': '"production"' },
    alias: { path: 'path-browserify' },
    tsconfigRaw: {},
  });

const bundleThemes = (outdir) =>
  esbuild.build({
    ...common,
    entryPoints: themes.map((name) => ({
      in: join(packages, name, 'style/theme.css'),
      out: `${name}/index`,
    })),
    outdir,
    assetNames: '[name]-[hash]',
  });

/** Two copies of these would be two registries, two document types, two editors that do not know each other. */
function assertOneCopyEach({ inputs }) {
  const modules = new Map();
  for (const input of Object.keys(inputs)) {
    const [, name] =
      input.match(/.*node_modules\/(@lumino\/[^/]+|@codemirror\/(?:state|view|language)|yjs)\/dist\//) ??
      input.match(/.*node_modules\/(react(?:-dom)?)\/cjs\/react(?:-dom)?\./) ??
      [];
    if (name) modules.set(name, [...(modules.get(name) ?? []), input]);
  }
  for (const name of ['@lumino/widgets', '@codemirror/state', 'yjs', 'react', 'react-dom']) {
    if (!modules.has(name)) throw new Error(`The bundle has no ${name} where it was expected.`);
  }
  for (const [name, files] of modules) {
    if (files.length > 1) throw new Error(`The bundle has several copies of ${name}: ${files.join(', ')}`);
  }
}

/** The schemas of the settings of every extension in the bundle: `[{ id, version, schema }]`. */
function collectSchemas({ inputs }) {
  const names = Object.keys(inputs).map(
    (input) => input.match(/node_modules\/(@jupyterlab\/[^/]+-extension)\/lib\//)?.[1],
  );
  return [...new Set(names)]
    .filter(Boolean)
    .sort()
    .flatMap((name) => {
      const { version, jupyterlab } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
      if (!jupyterlab?.schemaDir) return [];
      const folder = join(packages, name, jupyterlab.schemaDir);
      const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
      return files.map((file) => ({
        id: `${name}:${file.slice(0, -'.json'.length)}`,
        version,
        schema: JSON.parse(readFileSync(join(folder, file), 'utf8')),
      }));
    });
}

const digest = digestOfInputs();
const stamp = join(output, 'build.json');
if (existsSync(stamp) && JSON.parse(readFileSync(stamp, 'utf8')).digest === digest) process.exit(0);

console.log('  bundling JupyterLab (once; half a minute) ...');
const started = Date.now();
const fresh = `${output}.new`;
rmSync(fresh, { recursive: true, force: true });
const [shell, styles] = await Promise.all([bundleShell(fresh), bundleThemes(join(fresh, 'themes'))]).catch(
  () => process.exit(1),
); // esbuild has said why
assertOneCopyEach(shell.metafile);
writeFileSync(join(fresh, 'schemas.json'), JSON.stringify(collectSchemas(shell.metafile)));
cpSync(join(source, 'brand'), join(fresh, 'brand'), { recursive: true });
cpSync(logo, join(fresh, 'brand/logo.svg'));
writeFileSync(join(fresh, 'build.json'), JSON.stringify({ digest }));
rmSync(output, { recursive: true, force: true });
renameSync(fresh, output);

const bytes = [shell, styles]
  .flatMap(({ metafile }) => Object.values(metafile.outputs))
  .reduce((sum, file) => sum + file.bytes, 0);
console.log(`  ${(bytes / 1e6).toFixed(1)} MB in ${((Date.now() - started) / 1000).toFixed(1)} s`);
