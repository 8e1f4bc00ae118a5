import assert from 'node:assert/strict';
import { nextMessage, printed, result, untilPrinted, useKernel } from './support.js';

describe('kernel: output', function () {
  this.timeout(60_000);
  const used = useKernel();

  it('10 000 lines all arrive, in order, before idle', async () => {
    const { outputs } = await used.client.execute(
      'for (let i = 0; i < 10_000; i++) console.log(`line ${i}`)',
    );
    assert.equal(printed(outputs), Array.from({ length: 10_000 }, (_, i) => `line ${i}\n`).join(''));
  });

  it('thousands of displays of one synchronous cell all arrive, in order, before idle', async () => {
    // A ZeroMQ socket refuses the 513th message that is sent without a pause, unless it is told not to.
    const { outputs } = await used.client.execute(
      'for (let i = 0; i < 3000; i++) display.text(`shown ${i}`)',
    );
    assert.deepEqual(
      outputs.map((output) => output.output_type === 'display_data' && output.data['text/plain']),
      Array.from({ length: 3000 }, (_, i) => `shown ${i}`),
    );
  });

  it('stdout and stderr keep their order', async () => {
    const { outputs } = await used.client.execute(
      `console.log('a'); console.error('b'); console.log('c'); process.stderr.write('d')`,
    );
    assert.deepEqual(
      outputs.flatMap((output) => (output.output_type === 'stream' ? [[output.name, output.text]] : [])),
      [
        ['stdout', 'a\n'],
        ['stderr', 'b\n'],
        ['stdout', 'c\n'],
        ['stderr', 'd'],
      ],
    );
  });

  it('what a child process writes on the inherited descriptor keeps its place', async () => {
    const { outputs } = await used.client.execute(`
      import { execSync } from 'node:child_process';
      import { writeSync } from 'node:fs';
      for (let i = 0; i < 20; i++) {
        console.log('before ' + i);
        execSync('echo child ' + i, { stdio: 'inherit' });
        writeSync(1, 'descriptor ' + i + '\\n');
      }`);
    const expected = Array.from({ length: 20 }, (_, i) => `before ${i}\nchild ${i}\ndescriptor ${i}\n`).join(
      '',
    );
    assert.equal(printed(outputs), expected);
  });

  it('what a child wrote that a cell waited for is there before idle, and belongs to that cell', async () => {
    const { outputs } = await used.client.execute(`
      import { spawn } from 'node:child_process';
      import { once } from 'node:events';
      const child = spawn('sh', ['-c', 'for i in 1 2 3; do echo out $i; sleep 0.05; done; printf end'], { stdio: 'inherit' });
      await once(child, 'close'); 0`);
    assert.equal(printed(outputs), 'out 1\nout 2\nout 3\nend');
  });

  it('what a child process writes on stderr is shown', async () => {
    const { outputs } = await used.client.execute(`execSync('echo oops >&2', { stdio: 'inherit' })`);
    assert.equal(printed(outputs, 'stderr'), 'oops\n');
  });

  it('characters of several bytes survive the edges of frames', async () => {
    const { outputs } = await used.client.execute(`process.stdout.write('é🎓'.repeat(20_000))`);
    assert.equal(printed(outputs), 'é🎓'.repeat(20_000));
  });

  it('output of a timer belongs to the cell that started it, also while another cell runs', async () => {
    const late = nextMessage(used.client, ({ content }) => content.text === 'late\n');
    const first = nextMessage(used.client, ({ header }) => header.msg_type === 'execute_input');
    await used.client.execute(`setTimeout(() => console.log('late'), 50); 0`);
    await used.client.execute(`await new Promise((resolve) => setTimeout(resolve, 200))`);
    assert.equal((await late).parent_header.msg_id, (await first).parent_header.msg_id);
  });

  it('an error in the background is shown, with the cell and the line it came from', async () => {
    const shown = (evalue: string) =>
      nextMessage(
        used.client,
        ({ header, content }) => header.msg_type === 'error' && content.evalue === evalue,
      );
    for (const [evalue, code] of [
      ['rejected', `Promise.reject(new Error('rejected'));\n0`],
      ['thrown', `setTimeout(() => { throw new Error('thrown') }, 20);\n0`],
    ]) {
      const error = shown(evalue);
      const input = nextMessage(
        used.client,
        ({ header, content }) => header.msg_type === 'execute_input' && content.code === code,
      );
      assert.equal((await used.client.execute(code)).reply.status, 'ok');
      const message = await error;
      assert.equal(message.parent_header.msg_id, (await input).parent_header.msg_id);
      assert.match((message.content.traceback as string[]).join('\n'), /cell \d+, line 1, column/);
    }
    assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
  });

  it('an error in the background belongs to its cell while another one runs', async () => {
    const error = nextMessage(used.client, ({ header }) => header.msg_type === 'error');
    const first = nextMessage(used.client, ({ header }) => header.msg_type === 'execute_input');
    await used.client.execute(`setTimeout(() => { throw new Error('late') }, 50); 0`);
    const { outputs, reply } = await used.client.execute(
      `await new Promise((resolve) => setTimeout(resolve, 200))`,
    );
    assert.equal((await error).parent_header.msg_id, (await first).parent_header.msg_id);
    assert.deepEqual([reply.status, outputs], ['ok', []]);
  });

  it("a cell's own listener for rejections reads the cell's own names", async () => {
    const said = untilPrinted(used.client, 'heard');
    await used.client.execute(
      `const net: any = 1; process.once('unhandledRejection', (e: any) => console.log('heard', e.message)); (async () => net())(); 0`,
    );
    assert.equal((await said).content.text, 'heard net is not a function\n');
  });

  it('console.table, console.group and console.dir work as in Node', async () => {
    const { outputs } = await used.client.execute(
      `console.group('outer'); console.log('inner %d', 5); console.groupEnd(); console.table([{ a: 1 }])`,
    );
    assert.match(printed(outputs), /^outer\n {2}inner 5\n┌[^]*│ 0 {7}│ 1 │/);
  });

  it('a display of 5 MB arrives whole', async () => {
    const { outputs } = await used.client.execute(`display.text('x'.repeat(5_000_000))`);
    const [output] = outputs;
    assert.ok(output.output_type === 'display_data');
    assert.equal((output.data['text/plain'] as string).length, 5_000_000);
  });

  it('text that is written as fast as it can be is not lost and does not silence the kernel', async () => {
    const running = used.client.execute(
      `for (let i = 0; i < 300_000; i++) console.log('a line of some forty characters: ' + i)`,
    );
    assert.equal((await used.client.request('control', 'kernel_info_request', {})).content.status, 'ok');
    const lines = printed((await running).outputs).split('\n');
    assert.equal(lines.length, 300_001);
    assert.equal(lines[299_999], 'a line of some forty characters: 299999');
  });
});
