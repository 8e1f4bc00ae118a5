import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.js';

describe('npm start', function () {
  this.timeout(60_000);

  it('prints one URL with a token, and the page at that URL answers', async () => {
    const server = spawn('npm', ['start', '--silent', '--', '--no-open', '--port', '0'], {
      cwd: root,
      detached: true,
    });
    try {
      const url = await firstUrl(server);
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/.*token=[\w-]{20,}/);
      const page = await fetch(url);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /<html/i);
      assert.equal(
        (await fetch(new URL('/api/contents', url))).status,
        403,
        'without a token nothing is served',
      );
    } finally {
      if (server.exitCode === null) process.kill(-server.pid!, 'SIGTERM');
    }
  });

  it('says in one sentence that Node is too old', () => {
    const script = `Object.defineProperty(process.versions, 'node', { value: '18.20.4' }); require('./scripts/run.cjs')`;
    const { status, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
    assert.equal(status, 1);
    assert.match(stderr, /^EDF Lab needs Node\.js 20\.19 or newer; this is 18\.20\.4\. .*\n$/);
  });

  it('says in one sentence that there is no Node', function () {
    if (process.platform === 'win32') this.skip();
    const nothing = mkdtempSync(join(tmpdir(), 'edflab-'));
    try {
      symlinkSync('/usr/bin/dirname', join(nothing, 'dirname'));
      const { status, stderr } = spawnSync('/bin/sh', ['start.sh'], {
        cwd: root,
        env: { PATH: nothing },
        encoding: 'utf8',
      });
      assert.equal(status, 1);
      assert.match(stderr, /^EDF Lab needs Node\.js 20\.19 or newer with npm, and found none: .*\n$/);
    } finally {
      rmSync(nothing, { recursive: true });
    }
  });

  it('says in one sentence that its folder is read-only', function () {
    const folder = mkdtempSync(join(tmpdir(), 'edflab-'));
    try {
      mkdirSync(join(folder, 'scripts'));
      for (const name of ['scripts/run.cjs', 'scripts/setup.cjs'])
        cpSync(join(root, name), join(folder, name));
      for (const name of ['package.json', 'package-lock.json']) writeFileSync(join(folder, name), '{}');
      chmodSync(folder, 0o555);
      // Root may write anywhere, so the command runs as somebody else.
      const command = [process.execPath, 'scripts/run.cjs', 'start'];
      if (process.getuid?.() === 0) {
        if (spawnSync('setpriv', ['--version']).status !== 0) return this.skip();
        chmodSync(folder, 0o555);
        command.unshift('setpriv', '--reuid=65534', '--clear-groups');
      }
      const { status, stderr } = spawnSync(command[0], command.slice(1), { cwd: folder, encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(
        stderr,
        /^EDF Lab keeps its packages and its build in its own folder, and .* cannot be written to: copy it .*\n$/,
      );
    } finally {
      chmodSync(folder, 0o755);
      rmSync(folder, { recursive: true });
    }
  });
});

/** The first http URL a process prints. */
function firstUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const take = (chunk: Buffer) => {
      output += chunk;
      const url = /http:\/\/[\w.:/?=&-]+/.exec(output)?.[0];
      if (url && /\n/.test(output.slice(output.indexOf(url)))) resolve(url);
    };
    child.stdout!.on('data', take);
    child.stderr!.on('data', take);
    child.once('exit', (code) =>
      reject(new Error(`ended with code ${code} before it printed a URL:\n${output}`)),
    );
  });
}
