import assert from 'node:assert/strict';
import { printLimit } from '../../lab/server/kernels/flood.js';
import { decodeFrame, encodeFrame } from '../../lab/server/kernels/frame.js';
import { Channels, TestLab, upgradeStatus } from './support.js';
import type { StubKernel } from './stub-kernel.js';
import type { Message } from '../../kernel/wire/client.js';

describe('lab: the channels of a kernel', () => {
  let lab: TestLab;
  let kernel: StubKernel;
  let id: string;
  beforeEach(async () => {
    lab = await TestLab.start();
    const { body } = await lab.fetch('POST', '/api/kernels', {});
    id = (body as { id: string }).id;
    kernel = lab.kernels[0] as StubKernel;
  });
  afterEach(() => lab.close());

  const ofType = (type: string) => (heard: { message: { header: { msg_type: string } } }) =>
    heard.message.header.msg_type === type;
  const streams = (channels: Channels) =>
    channels.heard.filter(ofType('stream')).map(({ message }) => message.content.text);

  // The layout of jupyter_server 2's docs, "WebSocket kernel wire protocols", laid out here by hand.
  it('a frame is a count, offsets and parts as the protocol lays them out', () => {
    const header = {
      msg_id: 'm',
      msg_type: 'stream',
      session: 's',
      username: 'u',
      date: 'd',
      version: '5.4',
    };
    const message = {
      header,
      parent_header: {},
      metadata: {},
      content: { text: 'é' },
      buffers: [Uint8Array.of(1, 2, 3)],
    };
    const parts = ['iopub', JSON.stringify(header), '{}', '{}', '{"text":"é"}'].map((part) =>
      Buffer.from(part),
    );
    const expected = Buffer.alloc(8 * 8);
    expected.writeUInt32LE(7, 0);
    let offset = 64;
    for (const [index, length] of [0, ...parts.map((part) => part.length), 3].entries())
      expected.writeUInt32LE((offset += length), 8 * (index + 1));
    const frame = encodeFrame('iopub', message);
    assert.deepEqual(frame, Buffer.concat([expected, ...parts, Buffer.from([1, 2, 3])]));
    const decoded = decodeFrame(frame);
    assert.equal(decoded.channel, 'iopub');
    assert.deepEqual(
      { ...decoded.message, buffers: decoded.message.buffers.map((buffer) => [...buffer]) },
      { ...message, buffers: [[1, 2, 3]] },
    );
  });

  for (const [name, bytes] of [
    ['empty', Buffer.alloc(0)],
    ['of nine zeros', Buffer.alloc(9)],
    ['with a count beyond its end', Buffer.from([255, 0, 0, 0, 0, 0, 0, 0])],
    [
      'with descending offsets',
      Buffer.concat([6, 56, 50, 40, 30, 20, 10].map((n) => Buffer.from([n, 0, 0, 0, 0, 0, 0, 0]))),
    ],
  ] as const) {
    it(`a frame ${name} is refused, not read`, () => {
      assert.throws(() => decodeFrame(bytes), RangeError);
    });
  }

  it('the subprotocol is echoed; without it, or for a kernel that is not there, the upgrade is refused', async () => {
    const client = await Channels.open(lab, id, 'a');
    assert.equal(client.socket.protocol, 'v1.kernel.websocket.jupyter.org');
    const headers = { Authorization: `token ${lab.lab.token}` };
    assert.equal(await upgradeStatus(lab, '/api/kernels/nothing/channels', headers), 404);
    assert.equal(await upgradeStatus(lab, `/api/kernels/${id}/channels`, headers, []), 400);
  });

  it('outputs go to every client, a reply only to the one that asked', async () => {
    const [asking, watching] = [await Channels.open(lab, id, 'a'), await Channels.open(lab, id, 'b')];
    asking.send('shell', 'execute_request', { code: '1' });
    const request = await kernel.request('execute_request');
    kernel.say('iopub', 'stream', { name: 'stdout', text: 'hello' }, request);
    kernel.say('shell', 'execute_reply', { status: 'ok' }, request);
    kernel.say('iopub', 'status', { execution_state: 'idle' }, request);
    const reply = await asking.next(ofType('execute_reply'));
    assert.equal(reply.parent_header.msg_id, request.header.msg_id);
    await Promise.all([asking.next(ofType('status')), watching.next(ofType('status'))]);
    assert.deepEqual([streams(asking), streams(watching)], [['hello'], ['hello']]);
    assert.ok(!watching.heard.some(ofType('execute_reply')));
  });

  it('a request for input reaches the client whose cell asks, and its answer reaches the kernel', async () => {
    const [asking, watching] = [await Channels.open(lab, id, 'a'), await Channels.open(lab, id, 'b')];
    asking.send('shell', 'execute_request', { code: 'prompt()' });
    const request = await kernel.request('execute_request');
    kernel.say('stdin', 'input_request', { prompt: '?', password: false }, request);
    await asking.next(ofType('input_request'));
    asking.send('stdin', 'input_reply', { value: '42' });
    assert.equal((await kernel.request('input_reply')).content.value, '42');
    kernel.say('shell', 'execute_reply', { status: 'ok' }, request);
    await asking.next(ofType('execute_reply'));
    assert.equal(watching.heard.filter(({ channel }) => channel !== 'iopub').length, 0);
  });

  it('a client that was away hears all that was said meanwhile, in order, its reply included', async () => {
    const client = await Channels.open(lab, id, 'a');
    client.send('shell', 'execute_request', { code: 'train()' });
    const request = await kernel.request('execute_request');
    kernel.say('iopub', 'stream', { name: 'stdout', text: '0' }, request);
    await client.next(ofType('stream'));
    client.socket.terminate();
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (let line = 1; line <= 100; line++)
      kernel.say('iopub', 'stream', { name: 'stdout', text: `${line}` }, request);
    kernel.say('shell', 'execute_reply', { status: 'ok' }, request);
    const back = await Channels.open(lab, id, 'a');
    kernel.say('iopub', 'stream', { name: 'stdout', text: '101' }, request);
    await back.next(({ message }) => message.content.text === '101');
    assert.deepEqual(
      streams(back),
      Array.from({ length: 100 }, (_, line) => `${line + 1}`),
    );
    assert.equal(back.heard.filter(ofType('execute_reply')).length, 1);
  });

  it('of endless output a client gets the beginning, a word about the rest, and the end; another cell is not concerned', async () => {
    const client = await Channels.open(lab, id, 'a');
    client.send('shell', 'execute_request', { code: 'while (true) console.log(line)' });
    const endless = await kernel.request('execute_request');
    const line = `${'x'.repeat(999)}\n`;
    const count = (3 * printLimit) / line.length;
    for (let number = 0; number < count; number++)
      kernel.say('iopub', 'stream', { name: 'stdout', text: line }, endless);
    kernel.say('iopub', 'stream', { name: 'stdout', text: 'the end' }, endless);
    kernel.say('iopub', 'stream', { name: 'stdout', text: 'from elsewhere' });
    kernel.say('iopub', 'status', { execution_state: 'idle' }, endless);
    await client.next(ofType('status'));
    const texts = streams(client) as string[];
    assert.equal(texts.slice(0, -3).join('').length, printLimit);
    assert.match(texts.at(-3) ?? '', /more than the page can show/);
    assert.equal(texts.at(-2), 'from elsewhere');
    assert.match(texts.at(-1) ?? '', /^\[400,007 characters left out\]\n[^]*the end$/);
  });

  type Adopted = {
    cellId: string;
    heard: { channel: string; message: { content: Record<string, unknown> } }[];
    included: string[];
  };
  const adopt = async (client: string) =>
    (await lab.fetch('POST', `/lab/api/kernels/${id}/adopt`, { client })).body as Adopted[];

  /** A page starts a cell, hears its first output, and is closed. */
  async function leaveDuringCell(): Promise<Message> {
    const page = await Channels.open(lab, id, 'before');
    page.send('shell', 'execute_request', { code: 'train()' }, { cellId: 'cell-7' });
    const request = await kernel.request('execute_request');
    kernel.say('iopub', 'stream', { name: 'stdout', text: 'one ' }, request);
    await page.next(ofType('stream'));
    assert.deepEqual(await adopt('other'), [], 'a cell whose page is there is not up for adoption');
    page.socket.terminate();
    while (((await lab.fetch('GET', `/api/kernels/${id}`)).body as { connections: number }).connections > 0);
    return request;
  }

  it('a page loaded during a cell adopts it: what was said before, then what is said, the reply and input included', async () => {
    const request = await leaveDuringCell();
    kernel.say('iopub', 'stream', { name: 'stdout', text: 'two' }, request);
    kernel.say(
      'iopub',
      'display_data',
      { data: { 'text/plain': '0 %' }, metadata: {}, transient: { display_id: 'bar' } },
      request,
    );
    kernel.say(
      'iopub',
      'update_display_data',
      { data: { 'text/plain': '50 %' }, metadata: {}, transient: { display_id: 'bar' } },
      request,
    );
    const after = await Channels.open(lab, id, 'after');
    const [adopted, ...others] = await adopt('after');
    assert.equal(others.length, 0);
    assert.equal(adopted?.cellId, 'cell-7');
    assert.deepEqual(
      adopted?.heard.map(({ message: { content } }) => content.text ?? content.data),
      ['one two', { 'text/plain': '50 %' }],
    );
    assert.equal(adopted?.included.length, 4);
    kernel.say('stdin', 'input_request', { prompt: '?', password: false }, request);
    kernel.say('iopub', 'stream', { name: 'stdout', text: 'three' }, request);
    kernel.say('shell', 'execute_reply', { status: 'ok' }, request);
    await after.next(ofType('input_request'));
    await after.next(ofType('stream'));
    await after.next(ofType('execute_reply'));
  });

  it('a cell that finished while nobody was there is adopted once', async () => {
    const request = await leaveDuringCell();
    kernel.say('shell', 'execute_reply', { status: 'ok' }, request);
    kernel.say('iopub', 'status', { execution_state: 'idle' }, request);
    const [adopted] = await adopt('after');
    assert.deepEqual(
      adopted?.heard.map(({ channel }) => channel),
      ['iopub', 'shell', 'iopub'],
    );
    assert.deepEqual(await adopt('later'), []);
  });

  it('a page that comes during a cell is told that the kernel is busy, though it answers other questions meanwhile', async () => {
    const request = await leaveDuringCell();
    kernel.say('iopub', 'status', { execution_state: 'busy' }, request);
    const question = { ...request, header: { ...request.header, msg_type: 'complete_request' } };
    for (const state of ['busy', 'idle']) kernel.say('iopub', 'status', { execution_state: state }, question);
    assert.equal((await Channels.open(lab, id, 'after')).stateAtFirst, 'busy');
  });

  it('a crash is announced as restarting; a restart that the user asked for is not', async () => {
    const client = await Channels.open(lab, id, 'a');
    await lab.fetch('POST', `/api/kernels/${id}/restart`);
    kernel.emit('restarting');
    const status = await client.next(ofType('status'));
    assert.equal(status.content.execution_state, 'restarting');
    assert.equal(client.heard.length, 0);
  });

  it('a kernel that cannot be revived is dead to its clients and in the list, and a restart brings it back', async () => {
    const client = await Channels.open(lab, id, 'a');
    kernel.running = false;
    kernel.emit('exit');
    assert.equal((await client.next(ofType('status'))).content.execution_state, 'dead');
    const state = async () =>
      ((await lab.fetch('GET', `/api/kernels/${id}`)).body as { execution_state: string }).execution_state;
    assert.equal(await state(), 'dead');
    assert.equal((await lab.fetch('POST', `/api/kernels/${id}/restart`)).status, 200);
    assert.equal(await state(), 'idle');
    assert.equal(lab.kernels.length, 2);
  });

  it('the list of kernels tells their state, their last activity and their connections', async () => {
    const client = await Channels.open(lab, id, 'a');
    kernel.say('iopub', 'status', { execution_state: 'busy' });
    await client.next(ofType('status'));
    const [model] = (await lab.fetch('GET', '/api/kernels')).body as {
      execution_state: string;
      connections: number;
      last_activity: string;
    }[];
    assert.equal(model?.execution_state, 'busy');
    assert.equal(model?.connections, 1);
    assert.ok(Date.now() - Date.parse(model?.last_activity ?? '') < 60_000);
  });
});
