import assert from 'node:assert/strict';
import { TestLab, upgradeStatus } from './support.js';

describe('lab: who is let in', () => {
  let lab: TestLab;
  before(async () => {
    lab = await TestLab.start();
  });
  after(() => lab.close());

  const host = () => ({ Host: `127.0.0.1:${lab.lab.port}` });
  const token = () => ({ Authorization: `token ${lab.lab.token}` });
  const cookie = (value = lab.lab.token) => ({ Cookie: `other=1; edflab-${lab.lab.port}=${value}` });

  it('the address with the token opens the page and sets a cookie that scripts and other sites cannot use', async () => {
    const response = await fetch(lab.lab.url);
    assert.equal(response.status, 200);
    const [setCookie] = response.headers.getSetCookie();
    assert.match(setCookie ?? '', /^edflab-\d+=\w+; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.match(await response.text(), /jupyter-config-data/);
  });

  it('without the token the page is a form that asks for it, and says nothing of the folder', async () => {
    for (const path of ['/', '/lab', '/lab?token=wrong', '/lab/tree/a.ipynb']) {
      const response = await fetch(lab.origin + path);
      const text = await response.text();
      assert.equal(response.status, 403, path);
      assert.match(text, /<form/);
      assert.ok(!text.includes(lab.folder) && !text.includes(lab.lab.token));
    }
  });

  for (const path of [
    '/api/contents',
    '/api/kernels',
    '/api/sessions',
    '/lab/static/main.js',
    '/lab/api/settings',
    '/files/a',
    '/api/me',
  ]) {
    it(`${path} is refused without the token`, async () => {
      assert.equal(await lab.statusOf('GET', path, host()), 403);
      assert.equal(await lab.statusOf('GET', path, { ...host(), Authorization: 'token wrong' }), 403);
      assert.equal(await lab.statusOf('GET', path, { ...host(), ...cookie('wrong') }), 403);
      assert.notEqual(await lab.statusOf('GET', path, { ...host(), ...token() }), 403);
      assert.notEqual(await lab.statusOf('GET', path, { ...host(), ...cookie() }), 403);
    });
  }

  it('a tab of the server before, with its old token in the header, is let in by the cookie of the new one', async () => {
    assert.equal(
      await lab.statusOf('GET', '/api/kernels', {
        ...host(),
        Authorization: 'token of-yesterday',
        ...cookie(),
      }),
      200,
    );
  });

  it('a name that merely resolves to this machine is refused, reading included', async () => {
    assert.equal(await lab.statusOf('GET', '/api/contents', { Host: 'attacker.example', ...token() }), 403);
    assert.equal(
      await lab.statusOf('GET', '/lab', { Host: `attacker.example:${lab.lab.port}`, ...token() }),
      403,
    );
    assert.equal(
      await upgradeStatus(lab, '/api/events/subscribe', { Host: 'attacker.example', ...cookie() }),
      403,
    );
    assert.equal(
      await lab.statusOf('GET', '/api/contents', { Host: `localhost:${lab.lab.port}`, ...token() }),
      200,
    );
  });

  it('another origin may not write, nor open a WebSocket', async () => {
    const foreign = { Origin: 'http://attacker.example' };
    for (const method of ['PUT', 'POST', 'PATCH', 'DELETE']) {
      assert.equal(
        await lab.statusOf(method, '/api/contents/a.txt', { ...host(), ...cookie(), ...foreign }),
        403,
        method,
      );
    }
    assert.equal(
      await lab.statusOf('POST', '/api/shutdown', { ...host(), ...cookie(), Origin: 'null' }),
      403,
    );
    // Another server on this machine is another origin.
    assert.equal(
      await lab.statusOf('POST', '/api/sessions', { ...host(), ...cookie(), Origin: 'http://127.0.0.1:1' }),
      403,
    );
    assert.equal(await upgradeStatus(lab, '/api/events/subscribe', { ...cookie(), ...foreign }), 403);
  });

  it('a WebSocket needs the token too', async () => {
    const path = '/api/events/subscribe';
    assert.equal(await upgradeStatus(lab, path, { Origin: lab.origin }, []), 403);
    assert.equal(await upgradeStatus(lab, path, { Origin: lab.origin, ...cookie() }, []), 101);
    assert.equal(await upgradeStatus(lab, `${path}?token=${lab.lab.token}`, {}, []), 101);
  });
});
