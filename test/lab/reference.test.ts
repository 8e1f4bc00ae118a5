import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KernelProcess, type KernelClient } from '../../kernel/wire/client.js';
import { root } from '../root.js';

const text = readFileSync(join(root, 'lab/app/reference.md'), 'utf8');
const blocks = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
/** The right column of the table that translates NumPy, and the calls of the last one. */
const translations = [...text.matchAll(/^\| `.*\| *(`.*) \|$/gm)]
  .flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)])
  .map(([, code = '']) => code);

describe('lab: the course reference', function () {
  this.timeout(120_000);
  let kernel: KernelProcess;
  let client: KernelClient;
  before(async () => {
    kernel = await KernelProcess.start({ cwd: root });
    client = await kernel.client().ready();
  });
  after(() => kernel?.shutdown());

  const run = async (code: string) => {
    const { reply } = await client.execute(code, { timeout: 60_000 });
    assert.equal(reply.status, 'ok', `${code}\n${reply.traceback?.join('\n') ?? ''}`);
  };

  for (const code of blocks) it(`runs as it stands: ${code.trim().split('\n')[0]}`, () => run(code));

  it('translates NumPy into expressions that run', async () => {
    assert.ok(translations.length > 20);
    await run('const a = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]]); const b = a.add(1);');
    for (const code of translations) await run(`(${code});`);
  });
});
