import assert from 'node:assert/strict';
import type { JsonObject, Message } from '../../kernel/wire/client.js';
import { newMessage } from '../../kernel/wire/codec.js';
import { nextMessage, result, useKernel } from './support.js';

describe('kernel: the protocol', function () {
  this.timeout(60_000);
  const used = useKernel();
  const ask = async (
    type: string,
    content: object,
    channel: 'shell' | 'control' = 'shell',
  ): Promise<JsonObject> => (await used.client.request(channel, type, content)).content;

  it('kernel_info names the language, the protocol and where to find help', async () => {
    const info = await ask('kernel_info_request', {});
    assert.equal(info.status, 'ok');
    assert.equal(info.protocol_version, '5.4');
    assert.equal((info.language_info as JsonObject).name, 'typescript');
    assert.equal((info.language_info as JsonObject).file_extension, '.ts');
    assert.ok((info.help_links as unknown[]).length > 0);
  });

  it('a cell says busy, its input, its output, its result and idle, in this order, all with its header', async () => {
    const seen: Message[] = [];
    await used.client.execute(`console.log('out'); 6 * 7`, { onMessage: (message) => seen.push(message) });
    const types = seen.map(({ header, content }) =>
      header.msg_type === 'status' ? content.execution_state : header.msg_type,
    );
    assert.deepEqual(types, ['busy', 'execute_input', 'stream', 'execute_result', 'idle']);
    assert.equal(new Set(seen.map(({ parent_header }) => parent_header.msg_id)).size, 1);
  });

  it('the execution count rises by one with each stored cell, failed ones too', async () => {
    const { reply } = await used.client.execute('1');
    const failed = await used.client.execute('throw 1');
    const next = await used.client.execute('1');
    assert.equal(failed.reply.execution_count, reply.execution_count + 1);
    assert.equal(next.reply.execution_count, reply.execution_count + 2);
  });

  it('silent code shows nothing, counts nothing and is not remembered', async () => {
    const { reply } = await used.client.execute('1');
    const silent = await used.client.execute(`console.log('no'); var silently = 5; 2`, { silent: true });
    assert.deepEqual(silent.outputs, []);
    assert.equal(silent.reply.execution_count, reply.execution_count);
    assert.equal(result((await used.client.execute('silently')).outputs), '5');
    const { history } = await ask('history_request', {
      hist_access_type: 'tail',
      n: 2,
      output: false,
      raw: true,
    });
    assert.ok(!JSON.stringify(history).includes('silently = 5'));
  });

  it('code whose history is not stored does not count, and what it defines stays', async () => {
    const { reply } = await used.client.execute('1');
    const unstored = await used.client.execute('let unstored = 1; unstored', { storeHistory: false });
    assert.equal(unstored.reply.execution_count, reply.execution_count);
    assert.equal(result((await used.client.execute('unstored + 1')).outputs), '2');
    assert.equal(result((await used.client.execute('unstored + 2')).outputs), '3');
  });

  it('user_expressions each have their own status', async () => {
    const { reply } = await used.client.execute('const base = 20', {
      userExpressions: {
        good: 'base * 2',
        bad: 'missing',
        thrown: '(() => { throw new RangeError("r") })()',
      },
    });
    const { good, bad, thrown } = reply.user_expressions as Record<string, JsonObject>;
    assert.deepEqual(good, { status: 'ok', data: { 'text/plain': '40' }, metadata: {} });
    assert.equal(bad.status, 'error');
    assert.equal(bad.ename, 'TS2304');
    assert.equal(thrown.ename, 'RangeError');
  });

  it('a type error is an error with line, column and code frame, and nothing of the cell runs', async () => {
    const { reply, outputs } = await used.client.execute(`console.log('ran')\nconst rate: string = 5`);
    assert.equal(reply.status, 'error');
    assert.equal(reply.ename, 'TS2322');
    assert.match(reply.evalue!, /line 2, column 7/);
    assert.match(reply.traceback!.join('\n'), /> 2 \| const rate: string = 5\n {4}\| {7}\^\^\^\^/);
    assert.deepEqual(
      outputs.map(({ output_type }) => output_type),
      ['error'],
    );
  });

  it('an exception names the line of the cell it was thrown in, through functions of earlier cells', async () => {
    await used.client.execute(
      'function explode(why: string) {\n  // the second line\n  throw new RangeError(why)\n}',
    );
    const { reply } = await used.client.execute('1\n\nexplode("so")');
    const text = reply.traceback!.join('\n');
    assert.match(text, /RangeError.*so/);
    assert.match(text, /> 3 \| {3}throw new RangeError\(why\)/);
    assert.match(text, /explode \(cell \d+, line 3, column \d+\)\n {4}at cell \d+, line 3, column 1$/);
    assert.doesNotMatch(text, /node:|dist/);
  });

  it('cells queued behind one that fails are aborted; with stop_on_error false they run', async () => {
    const [first, second] = await Promise.all([
      used.client.execute('throw 1'),
      used.client.execute('var ran = 1'),
    ]);
    assert.deepEqual([first.reply.status, second.reply.status], ['error', 'aborted']);
    const [third, fourth] = await Promise.all([
      used.client.execute('throw 1', { stopOnError: false }),
      used.client.execute('"still"'),
    ]);
    assert.deepEqual([third.reply.status, fourth.reply.status], ['error', 'ok']);
  });

  it('a closure sees a later reassignment', async () => {
    await used.client.execute('let lr = .5; function train() { return lr }');
    await used.client.execute('lr = .1');
    assert.equal(result((await used.client.execute('train()')).outputs), '0.1');
  });

  it('completion knows members, preloaded names and names of the same cell before it is run', async () => {
    const matches = async (code: string) =>
      (await ask('complete_request', { code, cursor_pos: code.length })).matches as string[];
    assert.ok((await matches('np.zero')).includes('zeros'));
    assert.ok((await matches('progr')).includes('progress'));
    assert.ok((await matches('const unrun = { alpha: 1 }; unrun.al')).includes('alpha'));
  });

  it('cursor positions count code points, as the specification says', async () => {
    const code = `const party = '🎉🎉'; par`;
    const cursor = [...code].length;
    const reply = await ask('complete_request', { code, cursor_pos: cursor });
    assert.ok((reply.matches as string[]).includes('party'));
    assert.deepEqual([reply.cursor_start, reply.cursor_end], [cursor - 3, cursor]);
    const [first] = (reply.metadata as { _jupyter_types_experimental: JsonObject[] })
      ._jupyter_types_experimental;
    assert.deepEqual(
      [first.text, first.type, first.start, first.end],
      ['party', 'constant', cursor - 3, cursor],
    );
  });

  it('inspection answers with signature and documentation, and with the source at level 1', async () => {
    await used.client.execute('/** Doubles. */\nfunction double(x: number) { return 2 * x }');
    const inspect = (detail_level: number) =>
      ask('inspect_request', { code: 'double', cursor_pos: 3, detail_level });
    const brief = await inspect(0);
    assert.equal(brief.found, true);
    assert.match(
      String((brief.data as JsonObject)['text/plain']),
      /function double\(x: number\): number[^]*Doubles/,
    );
    assert.match(String(((await inspect(1)).data as JsonObject)['text/markdown']), /return 2 \* x/);
    assert.equal((await ask('inspect_request', { code: 'nothing_here', cursor_pos: 3 })).found, false);
  });

  it('`name?` asks for a page of documentation', async () => {
    const { reply } = await used.client.execute('progress?');
    const [page] = reply.payload as { source: string; data: JsonObject }[];
    assert.equal(page.source, 'page');
    assert.match(String(page.data['text/plain']), /progress bar/);
  });

  it('is_complete tells a finished text from an unfinished and a wrong one, with the next indent', async () => {
    const judge = (code: string) => ask('is_complete_request', { code });
    assert.deepEqual(await judge('1 + 1'), { status: 'complete' });
    assert.deepEqual(await judge('function f() {'), { status: 'incomplete', indent: '  ' });
    assert.equal((await judge('const = 5')).status, 'invalid');
  });

  it('history gives the last cells, a range of a session, and a search, with outputs if asked', async () => {
    await used.client.execute('"history one"');
    const { reply } = await used.client.execute('"history two"');
    const history = async (content: object) =>
      (await ask('history_request', { output: false, raw: true, ...content })).history as [
        number,
        number,
        unknown,
      ][];
    assert.deepEqual(
      (await history({ hist_access_type: 'tail', n: 2 })).map(([, , source]) => source),
      ['"history one"', '"history two"'],
    );
    const line = reply.execution_count;
    assert.deepEqual(
      (
        await history({ hist_access_type: 'range', session: 0, start: line, stop: line + 1, output: true })
      ).map((row) => row.slice(1)),
      [[line, ['"history two"', "'history two'"]]],
    );
    await used.client.execute('"history one"');
    const found = await history({ hist_access_type: 'search', pattern: '"history*', unique: true });
    assert.deepEqual(
      found.map(([, , source]) => source),
      ['"history two"', '"history one"'],
    );
  });

  it('history outlives the kernel', async () => {
    await used.client.execute('"before the restart"');
    await used.kernel.restart();
    const { history } = await ask('history_request', {
      hist_access_type: 'tail',
      n: 1,
      output: false,
      raw: true,
    });
    assert.match(JSON.stringify(history), /before the restart/);
  });

  it('the page opens a comm to a target and both sides speak, with buffers', async () => {
    await used.client.execute(`Comm.register('echo', (comm, { data }) => {
      comm.send({ opened: data.n });
      comm.onMessage = ({ data, buffers }) => comm.send({ n: data.n as number + 1 }, { buffers: buffers.map((b) => b.slice().reverse()) });
    })`);
    const said = () =>
      nextMessage(
        used.client,
        ({ header, content }) => header.msg_type === 'comm_msg' && content.comm_id === 'c1',
      );
    const { session } = used.client;
    let answer = said();
    used.client.send(
      'shell',
      newMessage('comm_open', { comm_id: 'c1', target_name: 'echo', data: { n: 1 } }, { session }) as Message,
    );
    assert.deepEqual((await answer).content.data, { opened: 1 });
    assert.deepEqual(await ask('comm_info_request', { target_name: 'echo' }), {
      status: 'ok',
      comms: { c1: { target_name: 'echo' } },
    });
    answer = said();
    const buffers = [Uint8Array.of(1, 2, 3)];
    used.client.send(
      'shell',
      newMessage('comm_msg', { comm_id: 'c1', data: { n: 1 } }, { session, buffers }) as Message,
    );
    const message = await answer;
    assert.deepEqual(message.content.data, { n: 2 });
    assert.deepEqual([...message.buffers[0]], [3, 2, 1]);
    used.client.send('shell', newMessage('comm_close', { comm_id: 'c1', data: {} }, { session }) as Message);
    assert.deepEqual((await ask('comm_info_request', {})).comms, {});
  });

  it('a comm to a target that nobody registered is closed at once', async () => {
    const closed = nextMessage(
      used.client,
      ({ header, content }) => header.msg_type === 'comm_close' && content.comm_id === 'c2',
    );
    const { session } = used.client;
    used.client.send(
      'shell',
      newMessage('comm_open', { comm_id: 'c2', target_name: 'nobody', data: {} }, { session }) as Message,
    );
    await closed;
  });

  it('`prompt` waits for an answer where it stands, `await input` lets timers run', async () => {
    const asked: [string, boolean][] = [];
    const onInput = (prompt: string, password: boolean) => {
      asked.push([prompt, password]);
      return 'Ada';
    };
    assert.equal(result((await used.client.execute('prompt("Name?")', { onInput })).outputs), "'Ada'");
    assert.equal(result((await used.client.execute('await input("Again?")', { onInput })).outputs), "'Ada'");
    assert.equal(result((await used.client.execute('(await password()).length', { onInput })).outputs), '3');
    assert.deepEqual(asked, [
      ['Name?', false],
      ['Again?', false],
      ['Password: ', true],
    ]);
  });

  it('where nobody can be asked, `prompt` says so instead of waiting', async () => {
    assert.equal((await used.client.execute('prompt("Name?")')).reply.ename, 'InputRefused');
  });

  it('a variable that hides a preloaded name is said once, quietly', async () => {
    const [said, ...more] = (await used.client.execute('const plot = 1')).outputs;
    assert.ok(said.output_type === 'display_data');
    assert.match(String(said.data['text/plain']), /`plot` is this cell's own/);
    assert.match(String(said.data['text/html']), /^<small/);
    assert.deepEqual(more, []);
    assert.deepEqual((await used.client.execute('const plot = 2')).outputs, []);
  });

  it('a class of the same name as a preloaded one, as problem sets ask for, needs no words', async () => {
    assert.deepEqual(
      (await used.client.execute('class Relu extends CompNode { forward() {} backward() {} }')).outputs,
      [],
    );
  });

  it('the reply names the cells whose results a re-run has made untrue', async () => {
    await used.client.execute('let scale = 2', { cellId: 'define' });
    await used.client.execute('scale * 10', { cellId: 'use' });
    const again = await used.client.execute('let scale = 3', { cellId: 'define' });
    const changedIn = again.reply.execution_count;
    assert.deepEqual((again.metadata.edflab as JsonObject).stale, [
      { cellId: 'use', names: ['scale'], changedIn },
    ]);
    const fresh = await used.client.execute('scale * 10', { cellId: 'use' });
    assert.deepEqual((fresh.metadata.edflab as JsonObject).stale, []);
  });

  it('a debug request is answered by its command and number, an unknown one refused', async () => {
    const reply = await ask('debug_request', { type: 'request', seq: 7, command: 'initialize' }, 'control');
    assert.deepEqual([reply.success, reply.command, reply.request_seq], [true, 'initialize', 7]);
    const refused = await ask('debug_request', { type: 'request', seq: 8, command: 'fly' }, 'control');
    assert.deepEqual([refused.success, refused.command, refused.request_seq], [false, 'fly', 8]);
  });

  it('a request with a wrong field is answered with an error that names the field', async () => {
    const reply = await ask('complete_request', { code: 5, cursor_pos: 1 });
    assert.equal(reply.status, 'error');
    assert.match(String(reply.evalue), /code is number, expected string/);
  });
});
