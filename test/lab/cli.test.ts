import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../root.js';

const program = join(root, 'bin/edflab.mjs');

describe('edflab lab', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'edflab-cli-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const env = () => ({ ...process.env, EDFLAB_CONFIG_DIR: join(folder, 'config'), NO_COLOR: '1' });
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [program, 'lab', '--no-open', ...args], { encoding: 'utf8', env: env() });

  /** Starts the command and resolves with what it printed once the address is there. */
  async function start(...args: string[]) {
    const child = spawn(process.execPath, [program, 'lab', '--no-open', ...args], { env: env() });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    while (!/Ctrl-C/.test(output))
      await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), exited]);
    const [url = ''] = /http:\S+/.exec(output) ?? [];
    return { child, url, output: () => output, exited };
  }

  it('prints one address with a token, and the page is there', async () => {
    const { child, url, output, exited } = await start(folder, '--port', '0');
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/lab\?token=[0-9a-f]{48}$/);
    assert.equal(output().match(/http/g)?.length, 1);
    assert.equal((await fetch(url)).status, 200);
    child.kill('SIGTERM');
    assert.equal(await exited, 0);
  });

  it('one Ctrl-C ends it cleanly, and its kernels with it', async () => {
    const { child, url, exited } = await start(folder, '--port', '0', '--token', 'secret');
    const headers = { Authorization: 'token secret', 'Content-Type': 'application/json' };
    const response = await fetch(new URL('/api/kernels', url), { method: 'POST', headers, body: '{}' });
    assert.equal(response.status, 201);
    const children = spawnSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter(Boolean);
    child.kill('SIGINT');
    assert.equal(await exited, 0);
    for (const pid of children) assert.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' });
  });

  it('a taken port that was asked for is one sentence; the default one gives way to the next', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    const { status, stderr } = run(folder, '--port', String(port));
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`^Port ${port} is taken by another program; [^\\n]+\\.\\n$`));
    blocker.close();
    const [first, second] = [await start(folder), await start(folder)];
    assert.notEqual(new URL(first.url).port, new URL(second.url).port);
    for (const { child, exited } of [first, second]) {
      child.kill('SIGTERM');
      await exited;
    }
  });

  it('a missing folder, and a file in its place, are one sentence each', () => {
    const file = join(folder, 'file.txt');
    writeFileSync(file, '');
    for (const [path, why] of [
      [join(folder, 'nowhere'), /^There is no folder [^\n]+\n$/],
      [file, /^[^\n]+ is a file[^\n]+\n$/],
    ] as const) {
      const { status, stderr } = run(path);
      assert.equal(status, 1);
      assert.match(stderr, why);
    }
  });

  it('a folder that cannot be written to is one sentence', function () {
    if (process.platform === 'win32') return this.skip();
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(folder, 0o755);
    chmodSync(locked, 0o555);
    // To root nothing is locked.
    const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const args = [program, 'lab', '--no-open', locked];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: env(), ...nobody });
    assert.equal(status, 1);
    assert.match(stderr, /^[^\n]+ cannot be written to[^\n]+\n$/);
  });

  it('a port that is none is refused', () => {
    for (const port of ['x', '70000', '-1', '1.5']) {
      const { status, stderr } = run(folder, '--port', port);
      assert.equal(status, 1);
      assert.match(stderr, /A port is a number/);
    }
  });
});
