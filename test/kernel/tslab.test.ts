import assert from 'node:assert/strict';
import { useKernel } from './support.js';

describe('kernel: notebooks written for tslab', function () {
  this.timeout(120_000);
  const used = useKernel();

  it('run unchanged: display, newDisplay that overwrites itself, typed by tslab', async () => {
    const { reply, outputs } = await used.client.execute(`
      import * as tslab from 'tslab';
      tslab.display.html('<b>bold</b>');
      tslab.display.png(Uint8Array.of(1, 2, 3));
      const place = tslab.newDisplay();
      place.text('first');
      place.text('second');`);
    assert.equal(reply.status, 'ok', reply.traceback?.join('\n'));
    assert.deepEqual(
      outputs.flatMap((output) => (output.output_type === 'display_data' ? [output.data] : [])),
      [{ 'text/html': '<b>bold</b>' }, { 'image/png': 'AQID' }, { 'text/plain': 'second' }],
    );
    assert.equal((await used.client.execute('tslab.display.html(5)')).reply.ename, 'TS2345');
  });
});
