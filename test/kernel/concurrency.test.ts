import assert from 'node:assert/strict';
import { Dealer } from 'zeromq';
import { endpoint } from '../../kernel/wire/connection.js';
import { until, untilPrinted, useKernel } from './support.js';

describe('kernel: while a cell computes without a pause', function () {
  this.timeout(60_000);
  const used = useKernel();
  let running: Promise<unknown>;

  beforeEach(async () => {
    const started = untilPrinted(used.client, 'go');
    // The line itself is the first claim: it arrives although the loop never gives the event loop a turn.
    running = used.client.execute(`console.log('before'); console.log('go'); while (true) {}`);
    await started;
  });
  afterEach(async () => {
    await used.kernel.interrupt();
    await running;
  });

  it('what was printed before the loop is shown during it', async () => {
    let ended = false;
    void running.then(() => (ended = true));
    assert.equal(ended, false);
  });

  it('lines printed in the loop arrive while it runs', async () => {
    await used.kernel.interrupt();
    await running;
    const lines = Promise.all(['line 3\n', 'line 4\n'].map((line) => untilPrinted(used.client, line)));
    running = used.client.execute(`for (let i = 0; ; i++) if (i % 1e7 === 0) console.log('line ' + i / 1e7)`);
    await lines;
  });

  it('the heartbeat answers', async () => {
    const heartbeat = new Dealer();
    heartbeat.connect(endpoint(used.kernel.connection, 'hb_port'));
    await heartbeat.send('ping');
    assert.equal((await heartbeat.receive()).toString(), 'ping');
    heartbeat.close();
  });

  it('the control channel answers', async () => {
    assert.equal((await used.client.request('control', 'kernel_info_request', {})).content.status, 'ok');
    assert.equal((await used.client.request('control', 'usage_request', {})).content.pid, used.kernel.pid);
  });

  it('completion, inspection and completeness answer', async () => {
    const { content } = await used.client.request('shell', 'complete_request', {
      code: 'np.zer',
      cursor_pos: 6,
    });
    assert.ok((content.matches as string[]).includes('zeros'));
    assert.equal(
      (await used.client.request('shell', 'inspect_request', { code: 'np', cursor_pos: 1 })).content.found,
      true,
    );
    assert.equal(
      (await used.client.request('shell', 'is_complete_request', { code: '{' })).content.status,
      'incomplete',
    );
  });

  it('the last status stays busy after such an answer', async () => {
    const states: unknown[] = [];
    used.client.on('message', (_channel, { header, content }) => {
      if (header.msg_type === 'status') states.push(content.execution_state);
    });
    await used.client.request('shell', 'kernel_info_request', {});
    await used.client.request('shell', 'kernel_info_request', {});
    await until(() => states.length === 6);
    assert.deepEqual(states, ['busy', 'idle', 'busy', 'busy', 'idle', 'busy']);
  });
});
