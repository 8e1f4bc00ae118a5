import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestLab } from './support.js';

// What @jupyterlab/services 7.6 accepts as success, read in its sources: another 2xx status is an error to it.
describe('lab: the endpoints answer with the status that JupyterLab asks for', () => {
  let lab: TestLab;
  let kernelId: string;
  before(async () => {
    lab = await TestLab.start();
    writeFileSync(join(lab.folder, 'a.txt'), 'a');
    mkdirSync(join(lab.folder, 'sub'));
    const { body } = await lab.fetch('POST', '/api/sessions', {
      path: 'sub/x.ipynb',
      type: 'notebook',
      name: 'x.ipynb',
      kernel: { name: 'edflab' },
    });
    kernelId = (body as { kernel: { id: string } }).kernel.id;
  });
  after(() => lab.close());

  const settingsId = '@jupyterlab/docmanager-extension:plugin';
  const table: [method: string, path: string, status: number, body?: unknown][] = [
    ['GET', '/', 302],
    ['GET', '/lab', 200],
    ['GET', '/lab/tree/sub', 200],
    ['GET', '/lab/workspaces/auto-a', 200],
    ['GET', '/lab/workspaces/auto-a/tree/sub', 200],
    ['GET', '/doc/tree/a.txt', 200],
    ['GET', '/lab/static/main.js', 200],
    ['GET', '/lab/static/main.css', 200],
    ['GET', '/lab/api/settings', 200],
    ['GET', '/lab/api/settings?ids_only=true', 200],
    ['GET', `/lab/api/settings/${settingsId}`, 200],
    ['GET', '/lab/api/settings/@jupyterlab/nothing:plugin', 404],
    ['PUT', `/lab/api/settings/${settingsId}`, 204, { raw: '{}' }],
    ['GET', '/lab/api/workspaces', 200],
    ['GET', '/lab/api/workspaces/default', 200],
    ['PUT', '/lab/api/workspaces/default', 204, { data: {}, metadata: { id: 'default' } }],
    ['DELETE', '/lab/api/workspaces/default', 204],
    ['GET', '/lab/api/translations', 200],
    ['GET', '/lab/api/translations/default', 200],
    ['GET', '/lab/api/themes/@jupyterlab/theme-light-extension/index.css', 200],
    ['GET', '/lab/api/themes/@jupyterlab/theme-dark-extension/index.css', 200],
    ['GET', '/api', 200],
    ['GET', '/api/me', 200],
    ['GET', '/api/status', 200],
    ['GET', '/api/kernelspecs', 200],
    ['GET', '/kernelspecs/edflab/logo.svg', 200],
    ['GET', '/api/kernels', 200],
    ['GET', '/api/kernels/nothing', 404],
    ['POST', '/api/kernels', 201, { name: 'edflab' }],
    ['POST', '/api/kernels', 400, { name: 'python3' }],
    ['GET', '/api/sessions', 200],
    ['GET', '/api/sessions/nothing', 404],
    ['POST', '/api/sessions', 400, { type: 'notebook' }],
    ['DELETE', '/api/sessions/nothing', 404],
    ['GET', '/api/contents', 200],
    ['GET', '/api/contents/', 200],
    ['GET', '/api/contents/sub?content=1&type=directory', 200],
    ['GET', '/api/contents/a.txt?type=directory', 400],
    ['GET', '/api/contents/nothing', 404],
    ['GET', '/api/contents/a.txt/checkpoints', 200],
    ['PUT', '/api/contents/new.txt', 201, { type: 'file', format: 'text', content: '' }],
    ['PUT', '/api/contents/new.txt', 200, { type: 'file', format: 'text', content: '' }],
    ['PUT', '/api/contents/nowhere/new.txt', 404, { type: 'file', format: 'text', content: '' }],
    ['POST', '/api/contents', 201, { type: 'notebook' }],
    ['PATCH', '/api/contents/new.txt', 200, { path: 'newer.txt' }],
    ['DELETE', '/api/contents/newer.txt', 204],
    ['GET', '/api/nbconvert', 200],
    ['GET', '/api/config/notebook', 200],
    ['GET', '/api/nothing', 404],
  ];
  for (const [method, path, status, body] of table) {
    it(`${method} ${path} ${body ? `${JSON.stringify(body)} ` : ''}-> ${status}`, async () => {
      const answer = await lab.fetch(method, path, body);
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      if (status === 204) assert.equal(answer.body, '');
      if (status >= 400) assert.equal(typeof (answer.body as { message: unknown }).message, 'string');
    });
  }

  it('interrupt answers 204, restart 200 with the model once the kernel is up', async () => {
    assert.equal((await lab.fetch('POST', `/api/kernels/${kernelId}/interrupt`)).status, 204);
    const restarted = await lab.fetch('POST', `/api/kernels/${kernelId}/restart`);
    assert.equal(restarted.status, 200);
    assert.equal((restarted.body as { id: string }).id, kernelId);
    assert.deepEqual(lab.kernels[0]?.calls, ['interrupt', 'restart']);
  });

  it('a session is posted with a random path and patched to its real one; its kernel works in the notebook’s folder', async () => {
    const request = { path: 'sub/0f6e', type: 'notebook', name: '', kernel: { name: 'edflab' } };
    const posted = await lab.fetch('POST', '/api/sessions', request);
    assert.equal(posted.status, 201);
    const { id } = posted.body as { id: string };
    assert.equal(lab.kernels.at(-1)?.cwd, join(lab.folder, 'sub'));
    const patched = await lab.fetch('PATCH', `/api/sessions/${id}`, { path: 'sub/02.ipynb' });
    assert.equal(patched.status, 200);
    assert.equal((patched.body as { path: string }).path, 'sub/02.ipynb');
    const again = await lab.fetch('POST', '/api/sessions', { ...request, path: 'sub/02.ipynb' });
    assert.equal((again.body as { id: string }).id, id);
    assert.equal((await lab.fetch('DELETE', `/api/sessions/${id}`)).status, 204);
    assert.deepEqual(lab.kernels.at(-1)?.calls, ['shutdown']);
  });

  it('two requests at once for the session of one notebook start one kernel', async () => {
    const kernels = lab.kernels.length;
    const request = { path: 'sub/twice.ipynb', type: 'notebook', name: '', kernel: { name: 'edflab' } };
    const answers = await Promise.all([
      lab.fetch('POST', '/api/sessions', request),
      lab.fetch('POST', '/api/sessions', request),
    ]);
    assert.equal(new Set(answers.map(({ body }) => (body as { id: string }).id)).size, 1);
    assert.equal(lab.kernels.length, kernels + 1);
  });

  it('changing the kernel of a session ends the old one; deleting the kernel ends the session', async () => {
    const posted = await lab.fetch('POST', '/api/sessions', {
      path: 'sub/change.ipynb',
      type: 'notebook',
      name: '',
      kernel: { name: 'edflab' },
    });
    const old = lab.kernels.at(-1);
    const { id } = posted.body as { id: string };
    const changed = await lab.fetch('PATCH', `/api/sessions/${id}`, { kernel: { name: 'edflab' } });
    const kernel = (changed.body as { kernel: { id: string } }).kernel.id;
    assert.notEqual(kernel, (posted.body as { kernel: { id: string } }).kernel.id);
    assert.deepEqual(old?.calls, ['shutdown']);
    assert.equal((await lab.fetch('DELETE', `/api/kernels/${kernel}`)).status, 204);
    assert.equal((await lab.fetch('GET', `/api/sessions/${id}`)).status, 404);
  });

  it('settings are stored verbatim, comments and all, and kept over a restart of the server', async () => {
    const raw = '{\n  // faster\n  "autosaveInterval": 5,\n}';
    await lab.fetch('PUT', `/lab/api/settings/${settingsId}`, { raw });
    const again = await TestLab.start({ configDirectory: join(lab.folder, '.config') });
    const { body } = await again.fetch('GET', `/lab/api/settings/${settingsId}`);
    assert.equal((body as { raw: string }).raw, raw);
    assert.deepEqual((body as { settings: object }).settings, { autosaveInterval: 5 });
    await again.close();
  });

  it('the defaults lower the autosave interval to between 10 and 30 seconds', async () => {
    const { body } = await lab.fetch('GET', `/lab/api/settings/${settingsId}`);
    const { properties } = (body as { schema: { properties: Record<string, { default: number }> } }).schema;
    assert.ok(
      (properties.autosaveInterval?.default ?? 0) >= 10 && (properties.autosaveInterval?.default ?? 99) <= 30,
    );
  });

  it('a workspace comes back as it was saved', async () => {
    const data = { 'layout-restorer:data': { main: { current: 'notebook:a.ipynb' } } };
    await lab.fetch('PUT', '/lab/api/workspaces/mine', { data, metadata: { id: 'mine' } });
    assert.deepEqual((await lab.fetch('GET', '/lab/api/workspaces/mine')).body, {
      data,
      metadata: { id: 'mine' },
    });
  });

  it('closing the server ends its kernels', async () => {
    const other = await TestLab.start();
    await other.fetch('POST', '/api/sessions', {
      path: 'a.ipynb',
      type: 'notebook',
      kernel: { name: 'edflab' },
    });
    await other.close();
    assert.deepEqual(
      other.kernels.map(({ calls }) => calls),
      [['shutdown']],
    );
  });

  it('Shut Down in the page asks the server to stop', async () => {
    const other = await TestLab.start();
    assert.equal((await other.fetch('POST', '/api/shutdown')).status, 200);
    await other.lab.shutdownRequested;
    await other.close();
  });
});
