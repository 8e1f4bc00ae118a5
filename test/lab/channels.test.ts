import assert from 'node:assert/strict';
import { decodeFrame, encodeFrame } from '../../lab/server/kernels/frame.js';
import { Channels, TestLab, upgradeStatus } from './support.js';
import type { StubKernel } from './stub-kernel.js';

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
