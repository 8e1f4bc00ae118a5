// The messaging specification (5.4), promise by promise: https://jupyter-client.readthedocs.io/en/latest/messaging.html
import assert from 'node:assert/strict';
import { Subscriber } from 'zeromq';
import type { JsonObject, KernelClient, Message } from '../../kernel/wire/client.js';
import { Codec, newMessage } from '../../kernel/wire/codec.js';
import { endpoint, PORTS } from '../../kernel/wire/connection.js';
import { nextMessage, printed, result, until, useKernel } from './support.js';

type Channel = 'shell' | 'control';

describe('kernel: the messaging specification', function () {
  this.timeout(60_000);
  const used = useKernel();
  const request = (type: string, content: object = {}, channel: Channel = 'shell'): Promise<Message> =>
    used.client.request(channel, type, content, { timeout: 10_000 });
  const ask = async (type: string, content: object = {}, channel: Channel = 'shell'): Promise<JsonObject> =>
    (await request(type, content, channel)).content;

  /** The iopub messages that answer one request, up to its idle. */
  async function answersTo(client: KernelClient, type: string, content: object): Promise<Message[]> {
    const message = newMessage(type, content, { session: client.session });
    const seen: Message[] = [];
    const idle = nextMessage(client, (said) => {
      if (said.parent_header.msg_id !== message.header.msg_id) return false;
      seen.push(said);
      return said.content.execution_state === 'idle';
    });
    client.send('shell', message as Message);
    await idle;
    return seen;
  }

  describe('form', () => {
    it('a reply has a header of its own, the header of its request as parent, and the version 5.4', async () => {
      const sent = Date.now();
      const reply = await request('kernel_info_request');
      const again = await request('kernel_info_request');
      assert.equal(reply.header.msg_type, 'kernel_info_reply');
      assert.equal(reply.header.version, '5.4');
      assert.ok(Math.abs(Date.parse(reply.header.date) - sent) < 10_000);
      assert.equal(reply.parent_header.session, used.client.session);
      assert.notEqual(reply.header.msg_id, again.header.msg_id);
      assert.equal(reply.header.session, again.header.session);
      assert.notEqual(reply.header.session, used.client.session);
    });

    it('every reply has a status', async () => {
      const at = { code: 'np.zeros', cursor_pos: 5 };
      const requests: [string, object][] = [
        ['kernel_info_request', {}],
        ['connect_request', {}],
        ['complete_request', at],
        ['inspect_request', { ...at, detail_level: 0 }],
        ['is_complete_request', { code: '1' }],
        ['history_request', { hist_access_type: 'tail', n: 1, output: false, raw: true }],
        ['comm_info_request', {}],
        ['usage_request', {}],
        ['interrupt_request', {}],
      ];
      for (const [type, content] of requests) {
        const expected = type === 'is_complete_request' ? 'complete' : 'ok';
        assert.equal((await ask(type, content)).status, expected, type);
        assert.equal((await ask(type, content, 'control')).status, expected, `${type} on control`);
      }
    });

    it('each request is told apart by a busy and an idle with its header', async () => {
      const seen = await answersTo(used.client, 'complete_request', { code: 'np.', cursor_pos: 3 });
      assert.deepEqual(
        seen.map(({ content }) => content.execution_state),
        ['busy', 'idle'],
      );
    });

    it('fields that nobody knows are allowed', async () => {
      const reply = await ask('is_complete_request', { code: '1', invented: { later: true } });
      assert.equal(reply.status, 'complete');
    });

    it('a request of an unknown kind, such as one for subshells, is refused with an error', async () => {
      for (const type of ['create_subshell_request', 'list_subshell_request', 'invented_request']) {
        const reply = await request(type, {}, 'control');
        assert.equal(reply.header.msg_type, type.replace('request', 'reply'));
        assert.equal(reply.content.status, 'error');
        assert.match(String(reply.content.evalue), new RegExp(`does not answer ${type}`));
      }
      const { supported_features } = await ask('kernel_info_request');
      assert.ok(!(supported_features as string[]).includes('kernel subshells'));
    });

    it('messages that are no requests are passed over', async () => {
      const message = newMessage('invented', {}, { session: used.client.session });
      used.client.send('shell', message as Message);
      assert.equal((await ask('kernel_info_request')).status, 'ok');
    });

    it('iopub topics are message types, and a subscriber is welcomed with its own subscription first', async () => {
      const subscriber = new Subscriber({ receiveTimeout: 10_000 });
      try {
        subscriber.connect(endpoint(used.kernel.connection, 'iopub_port'));
        subscriber.subscribe('stream');
        const codec = new Codec(used.kernel.connection.key);
        const welcome = codec.decode(await subscriber.receive());
        assert.equal(welcome.message.header.msg_type, 'iopub_welcome');
        assert.deepEqual(welcome.message.content, { subscription: 'stream' });
        assert.deepEqual(welcome.message.parent_header, {});
        assert.equal(welcome.identities.toString(), 'stream');
        await used.client.execute(`console.log('topic')`);
        const stream = codec.decode(await subscriber.receive());
        assert.equal(stream.identities.toString(), 'stream');
        assert.deepEqual(stream.message.content, { name: 'stdout', text: 'topic\n' });
      } finally {
        subscriber.close();
      }
    });
  });

  describe('executing', () => {
    it('empty silent code tells the current count', async () => {
      const { reply } = await used.client.execute('1');
      const empty = await used.client.execute('', { silent: true });
      assert.equal(empty.reply.status, 'ok');
      assert.equal(empty.reply.execution_count, reply.execution_count);
    });

    it('silent code that fails says so in its reply only', async () => {
      const { reply, outputs } = await used.client.execute('throw new Error("quiet")', { silent: true });
      assert.equal(reply.status, 'error');
      assert.equal(reply.evalue, 'quiet');
      assert.deepEqual(outputs, []);
    });

    it('the error on iopub is the one of the reply', async () => {
      const { reply, outputs } = await used.client.execute('throw new TypeError("both")');
      const { ename, evalue, traceback } = reply;
      assert.deepEqual(outputs, [{ output_type: 'error', ename, evalue, traceback }]);
      assert.equal(ename, 'TypeError');
      assert.equal(typeof reply.execution_count, 'number');
    });

    it('expressions are not evaluated after an error', async () => {
      const userExpressions = { late: '(globalThis as any).evaluated = true' };
      await used.client.execute('throw 1', { userExpressions });
      assert.equal(result((await used.client.execute(`'evaluated' in globalThis`)).outputs), 'false');
    });

    it('an aborted cell is answered as aborted, between a busy and an idle, and shows nothing', async () => {
      const seen: string[] = [];
      // It takes its time, so that the second is sure to wait behind it.
      const failing = used.client.execute(
        'await new Promise((resolve) => setTimeout(resolve, 500)); throw 1',
      );
      const aborted = used.client.execute('2', {
        onMessage: ({ header, content }) =>
          seen.push(header.msg_type === 'status' ? String(content.execution_state) : header.msg_type),
      });
      assert.equal((await failing).reply.status, 'error');
      assert.equal((await aborted).reply.status, 'aborted');
      assert.deepEqual(seen, ['busy', 'idle']);
    });

    it('a second client sees what the first one runs and what comes out', async () => {
      const other = await used.kernel.client().ready();
      try {
        const seen: string[] = [];
        const idle = nextMessage(other, ({ header, content }) => {
          seen.push(header.msg_type);
          return content.execution_state === 'idle';
        });
        await used.client.execute(`console.log('shared'); 5`);
        await idle;
        assert.deepEqual(seen, ['status', 'execute_input', 'stream', 'execute_result', 'status']);
      } finally {
        other.close();
      }
    });

    it('only the client that runs a cell is asked for its input', async () => {
      const other = await used.kernel.client().ready();
      try {
        const asked: string[] = [];
        other.on('message', (channel, { header }) => channel === 'stdin' && asked.push(header.msg_type));
        const onInput = (prompt: string) => `${prompt} answered`;
        const { outputs } = await used.client.execute(`console.log(prompt('who?'))`, { onInput });
        assert.equal(printed(outputs), 'who? answered\n');
        assert.deepEqual(asked, []);
      } finally {
        other.close();
      }
    });
  });

  describe('display', () => {
    it('an update names the display it belongs to, in transient', async () => {
      const seen: Message[] = [];
      const onMessage = (message: Message) => seen.push(message);
      await used.client.execute(`display.update('spot', 'later')`, { onMessage });
      await used.client.execute(`const handle = display.html('<b>1</b>'); handle.update('2')`, { onMessage });
      const displays = seen.filter(({ header }) => header.msg_type.includes('display_data'));
      assert.deepEqual(
        displays.map(({ header }) => header.msg_type),
        ['update_display_data', 'display_data', 'update_display_data'],
      );
      const ids = displays.map(({ content }) => (content.transient as { display_id: string }).display_id);
      assert.equal(ids[0], 'spot');
      assert.ok(ids[1]);
      assert.equal(ids[2], ids[1]);
    });

    it('clear_output says whether it waits for the next output', async () => {
      const waits: unknown[] = [];
      await used.client.execute('display.clear(); display.clear({ wait: true })', {
        onMessage: ({ header, content }) => header.msg_type === 'clear_output' && waits.push(content.wait),
      });
      assert.deepEqual(waits, [false, true]);
    });
  });

  describe('asking', () => {
    it('completion tells the kind of each proposal and the range that it replaces', async () => {
      await used.client.execute('const thing = { fun() { return 1 }, field: 2 }; class Thing {}');
      const code = 'thing.f + 1';
      const reply = await ask('complete_request', { code, cursor_pos: 7 });
      const typed = (reply.metadata as { _jupyter_types_experimental: JsonObject[] })
        ._jupyter_types_experimental;
      assert.deepEqual([...(reply.matches as string[])].sort(), ['field', 'fun']);
      assert.deepEqual([reply.cursor_start, reply.cursor_end], [6, 7]);
      const kinds = Object.fromEntries(typed.map(({ text, type }) => [text, type]));
      assert.deepEqual(kinds, { fun: 'method', field: 'property' });
    });

    it('inspection of an unfinished call tells the signature, and of nothing at all that nothing is found', async () => {
      const reply = await ask('inspect_request', { code: 'np.zeros(', cursor_pos: 9, detail_level: 0 });
      assert.match(String((reply.data as JsonObject)['text/plain']), /zeros/);
      const nothing = await ask('inspect_request', { code: '', cursor_pos: 0, detail_level: 0 });
      assert.deepEqual([nothing.status, nothing.found, nothing.data], ['ok', false, {}]);
    });

    it('history of the session before, by its negative number, and only so many of what matches', async () => {
      await used.client.execute('"an old one"');
      await used.kernel.restart();
      for (const n of [1, 2, 3]) await used.client.execute(`"now ${n}"`);
      const history = async (content: object) =>
        (await ask('history_request', { output: false, raw: true, ...content })).history as unknown[][];
      const before = await history({ hist_access_type: 'range', session: -1, start: 0, stop: null });
      assert.equal(before.at(-1)![2], '"an old one"');
      const latest = await history({ hist_access_type: 'search', pattern: '"now*', n: 2 });
      assert.deepEqual(
        latest.map(([, , source]) => source),
        ['"now 2"', '"now 3"'],
      );
      await used.client.execute('"now 3"');
      const unique = { hist_access_type: 'search', pattern: '*now 3*', unique: true, output: true };
      assert.deepEqual(
        (await history(unique)).map(([, , both]) => both),
        [['"now 3"', "'now 3'"]],
      );
      const reply = await ask('history_request', { hist_access_type: 'all', output: false, raw: true });
      assert.match(String(reply.evalue), /hist_access_type is "all", expected range, tail or search/);
    });

    it('connect_request is answered with the ports of the connection file', async () => {
      const reply = await ask('connect_request');
      for (const port of PORTS) assert.equal(reply[port], used.kernel.connection[port]);
    });

    it('kernel_info has help links and a banner, and names no feature that is not there', async () => {
      const info = await ask('kernel_info_request', {}, 'control');
      for (const { text, url } of info.help_links as { text: string; url: string }[]) {
        assert.ok(text);
        assert.match(url, /^https:/);
      }
      assert.match(String(info.banner), /TypeScript .* on Node /);
      assert.equal((info.supported_features as string[]).includes('debugger'), info.debugger);
    });

    it('usage counts what the session holds and what it computes, while it computes', async () => {
      const usage = (): Promise<JsonObject> => ask('usage_request', {}, 'control');
      const before = await usage();
      const busy = nextMessage(used.client, ({ header }) => header.msg_type === 'stream');
      const cell = used.client.execute(`
        const held = new Uint8Array(200e6).fill(1);
        console.log('filled');
        for (const end = Date.now() + 600; Date.now() < end; );`);
      await busy;
      await usage();
      await new Promise((resolve) => setTimeout(resolve, 300));
      const during = await usage();
      await cell;
      assert.ok(Number(during.kernel_memory) - Number(before.kernel_memory) > 150e6);
      assert.ok(Number(during.kernel_cpu) > 10, `${during.kernel_cpu as number} %`);
      assert.ok(Number(during.host_cpu_percent) <= 100.5);
      const memory = during.host_virtual_memory as Record<string, number>;
      assert.ok(memory.total > memory.available && memory.percent > 0 && memory.percent < 100);
    });
  });

  describe('ending', () => {
    it('an interrupt is answered on the channel that it came on', async () => {
      for (const channel of ['control', 'shell'] as const) {
        const reply = await request('interrupt_request', {}, channel);
        assert.equal(reply.header.msg_type, 'interrupt_reply');
        assert.deepEqual(reply.content, { status: 'ok' });
      }
    });

    for (const channel of ['control', 'shell'] as const) {
      it(`a shutdown on ${channel} is answered, told to everybody with an idle after it, and carried out while a cell runs`, async () => {
        const other = await used.kernel.client().ready();
        const told: unknown[] = [];
        const last = nextMessage(other, ({ header, content }) => {
          if (header.msg_type !== 'shutdown_reply' && told.length === 0) return false;
          told.push(header.msg_type === 'status' ? content.execution_state : content);
          return told.length === 2;
        });
        const going = nextMessage(used.client, ({ header }) => header.msg_type === 'stream');
        used.client.execute(`console.log('go'); while (true) {}`).catch(() => undefined);
        await going;
        const before = used.kernel.pid;
        const reply = await request('shutdown_request', { restart: true }, channel);
        assert.deepEqual(reply.content, { status: 'ok', restart: true });
        await last;
        assert.deepEqual(told, [{ status: 'ok', restart: true }, 'idle']);
        other.close();
        // Nobody has asked its keeper for an end: another kernel takes its place, on the same ports.
        await until(() => used.kernel.pid !== before);
        assert.equal(result((await used.client.execute('1 + 1')).outputs), '2');
      });
    }
  });
});
