// Installs and builds what has changed since the last time, then starts the page (`start`), the tests
// (`test`), the benchmarks (`bench`) or nothing (`build`).
// Uses nothing but Node, since it runs before any package is there.
const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = path.resolve(__dirname, '..');
const installStamp = path.join(root, 'node_modules', '.edflab-lock');
const buildStamp = path.join(root, 'dist', '.edflab-sources');
const sources = [
  'bin',
  'lib',
  'kernel',
  'lab',
  'grader',
  'problem-sets',
  'bench',
  'test',
  'scripts',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
];
const notSources =
  /(^|[\\/])(node_modules|\.ipynb_checkpoints|fixtures)$|\.(ipynb|md|json)$|\.generated\.ts$/;

class SetupError extends Error {}

/** A digest of the names, sizes and times of every source file: equal digests mean there is nothing to build. */
function fingerprint() {
  const hash = crypto.createHash('sha256');
  const visit = (file) => {
    const stat = fs.statSync(file);
    if (stat.isDirectory()) {
      for (const name of fs.readdirSync(file).sort()) {
        const inner = path.join(file, name);
        if (!notSources.test(inner) || /tsconfig.*\.json$/.test(name)) visit(inner);
      }
    } else {
      hash.update(`${path.relative(root, file)} ${stat.size} ${stat.mtimeMs}\n`);
    }
  };
  for (const name of sources) if (fs.existsSync(path.join(root, name))) visit(path.join(root, name));
  return hash.update(process.version).digest('hex');
}

function lockDigest() {
  const hash = crypto.createHash('sha256');
  for (const name of ['package.json', 'package-lock.json'])
    hash.update(fs.readFileSync(path.join(root, name)));
  return hash.digest('hex');
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Runs a command with its output kept back; shows a line with the time gone by, and the output if it fails. */
function step(title, command, args) {
  return new Promise((resolve, reject) => {
    const began = Date.now();
    const live = process.stderr.isTTY;
    let shown = title;
    const draw = () =>
      live && process.stderr.write(`\r\x1b[K${shown} … ${Math.round((Date.now() - began) / 1000)} s`);
    if (live) draw();
    else process.stderr.write(`${title} …\n`);
    const timer = setInterval(draw, 500);
    const output = [];
    // npm is a script on Windows, and only a shell runs scripts there.
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    });
    const take = (chunk) => {
      output.push(chunk);
      const last = chunk.toString().trim().split('\n').pop().slice(0, 60);
      if (last) shown = `${title}: ${last}`;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => finish(error));
    child.on('close', (code) =>
      finish(code === 0 ? undefined : new SetupError(`${title} failed (${command} ${args.join(' ')}).`)),
    );
    function finish(error) {
      clearInterval(timer);
      if (live)
        process.stderr.write(
          `\r\x1b[K${error ? '✗' : '✓'} ${title} (${Math.round((Date.now() - began) / 1000)} s)\n`,
        );
      if (!error) return resolve();
      process.stderr.write(Buffer.concat(output));
      reject(error);
    }
  });
}

function requireWritable() {
  const probe = path.join(root, `.edflab-${process.pid}`);
  try {
    fs.writeFileSync(probe, '');
    fs.unlinkSync(probe);
  } catch {
    throw new SetupError(
      `EDF Lab keeps its packages and its build in its own folder, and ${root} cannot be written to: copy it to a folder of yours and run the command there.`,
    );
  }
}

async function prepare() {
  if (read(installStamp) !== lockDigest()) {
    requireWritable();
    await step('Installing packages', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    fs.writeFileSync(installStamp, lockDigest());
  }
  const wanted = fingerprint();
  if (read(buildStamp) !== wanted) {
    requireWritable();
    await step('Building', process.execPath, [path.join('scripts', 'build.mjs')]);
    fs.writeFileSync(buildStamp, fingerprint());
  }
}

async function main(task, args) {
  try {
    await prepare();
    if (task === 'start') {
      process.argv.splice(1, Infinity, path.join(root, 'bin', 'edflab.mjs'), 'lab', ...args);
      await import(pathToFileURL(process.argv[1]).href);
      return;
    }
    if (task === 'build') return;
    const program = { test: 'node_modules/mocha/bin/mocha.js', bench: 'dist/bench/main.js' }[task];
    if (task === 'test' && !args.includes('--spec')) args = ['--spec', 'dist/test/**/*.test.js', ...args];
    const child = spawn(process.execPath, [path.join(root, program), ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    child.on('close', (code) => (process.exitCode = code ?? 1));
  } catch (error) {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  }
}

module.exports = { main };
