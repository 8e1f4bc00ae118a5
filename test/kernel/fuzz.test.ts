import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Dealer } from 'zeromq';
import { Codec, newMessage } from '../../kernel/wire/codec.js';
import { endpoint } from '../../kernel/wire/connection.js';
import { result, useKernel } from './support.js';

describe('kernel: hostile frames', function () {
  this.timeout(60_000);
  const used = useKernel();

  /** Sends frames on a channel; afterwards a signed request must be the only one that was answered. */
  async function onlySignedIsAnswered(
    port: 'shell_port' | 'control_port',
    frames: Iterable<Uint8Array[]>,
  ): Promise<void> {
    const socket = new Dealer({ sendTimeout: 0, sendHighWaterMark: 0, receiveTimeout: 20_000 });
    socket.connect(endpoint(used.kernel.connection, port));
    for (const frame of frames) await socket.send(frame);
    const codec = new Codec(used.kernel.connection.key);
    const request = newMessage('kernel_info_request', {}, { session: 'fuzz' });
    await socket.send(codec.encode(request));
    const { message } = codec.decode(await socket.receive());
    assert.equal(message.parent_header.msg_id, request.header.msg_id);
    socket.close();
  }

  function* garbage(count: number): Iterable<Uint8Array[]> {
    const pick = <T>(choices: T[]): T => choices[Math.floor(Math.random() * choices.length)];
    const delimiter = Buffer.from('<IDS|MSG>');
    const header = Buffer.from(JSON.stringify(newMessage('execute_request', {}, { session: 'x' }).header));
    for (let index = 0; index < count; index++) {
      const length = Math.floor(Math.random() * 8);
      yield Array.from({ length: length + 1 }, () =>
        pick<Uint8Array>([
          delimiter,
          header,
          Buffer.from('{}'),
          Buffer.from('[]'),
          Buffer.alloc(0),
          Buffer.from('0'.repeat(64)),
          randomBytes(length * 9),
        ]),
      );
    }
  }

  it('10 000 malformed or unsigned messages: no crash, no reply, and the kernel works', async () => {
    await onlySignedIsAnswered('shell_port', garbage(8000));
    await onlySignedIsAnswered('control_port', garbage(2000));
    assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
  });

  it('a message signed with another key runs nothing', async () => {
    const forged = newMessage('execute_request', { code: 'var forged = 1' }, { session: 'x' });
    await onlySignedIsAnswered('shell_port', [
      new Codec('wrong').encode(forged),
      new Codec('').encode(forged),
    ]);
    assert.equal((await used.client.execute('forged')).reply.ename, 'TS2304');
  });

  it('a replayed message runs once', async () => {
    const frames = new Codec(used.kernel.connection.key).encode(
      newMessage(
        'execute_request',
        { code: 'var count = (globalThis as any).count = ((globalThis as any).count ?? 0) + 1' },
        { session: 'x' },
      ),
    );
    const socket = new Dealer();
    socket.connect(endpoint(used.kernel.connection, 'shell_port'));
    await socket.send(frames);
    await socket.receive();
    await socket.send(frames);
    socket.close();
    assert.equal(result((await used.client.execute('count')).outputs), '1');
  });

  it('a message of 20 MB is taken', async () => {
    const reply = await used.client.request(
      'shell',
      'kernel_info_request',
      {},
      { buffers: [Buffer.alloc(20_000_000)] },
    );
    assert.equal(reply.content.status, 'ok');
  });

  it('signed requests with random contents are answered with a status, never with silence', async () => {
    const types = [
      'complete_request',
      'inspect_request',
      'is_complete_request',
      'history_request',
      'comm_info_request',
      'kernel_info_request',
    ];
    const values = [undefined, null, -1, 0, 1e9, 0.5, '', '🎓', [], {}, true];
    const pick = () => values[Math.floor(Math.random() * values.length)];
    for (let index = 0; index < 300; index++) {
      const content = {
        code: pick(),
        cursor_pos: pick(),
        detail_level: pick(),
        hist_access_type: pick(),
        n: pick(),
        session: pick(),
        target_name: pick(),
      };
      const reply = await used.client.request('shell', types[index % types.length], content, {
        timeout: 10_000,
      });
      assert.equal(typeof reply.content.status, 'string', JSON.stringify(content));
    }
  });
});
