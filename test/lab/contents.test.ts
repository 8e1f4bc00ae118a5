import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestLab } from './support.js';

const notebook = (source: string) => ({
  cells: [
    {
      cell_type: 'code',
      id: 'a1',
      metadata: {},
      source,
      outputs: [{ output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' }],
      execution_count: 1,
    },
  ],
  metadata: { kernelspec: { name: 'edflab', display_name: 'EDF Lab' } },
  nbformat: 4,
  nbformat_minor: 5,
});

describe('lab: contents', () => {
  let lab: TestLab;
  let outside: string | undefined;
  before(async () => {
    lab = await TestLab.start();
  });
  after(async () => {
    if (outside) rmSync(outside, { recursive: true });
    await lab.close();
  });

  const file = (...path: string[]) => join(lab.folder, ...path);
  const put = (path: string, model: object) => lab.fetch('PUT', `/api/contents/${path}`, model);
  const text = (content: string) => ({ type: 'file', format: 'text', content });
  type Model = Record<string, unknown>;

  it('a model has every key, and null for content, format and mimetype when content=0', async () => {
    writeFileSync(file('keys.txt'), 'abc');
    const keys = [
      'content',
      'created',
      'format',
      'hash',
      'hash_algorithm',
      'last_modified',
      'mimetype',
      'name',
      'path',
      'size',
      'type',
      'writable',
    ];
    const full = (await lab.fetch('GET', '/api/contents/keys.txt?unknown=1')).body as Model;
    assert.deepEqual(Object.keys(full).sort(), keys);
    assert.equal(full.content, 'abc');
    assert.equal(full.format, 'text');
    assert.equal(full.mimetype, 'text/plain');
    const short = (await lab.fetch('GET', '/api/contents/keys.txt?content=0')).body as Model;
    assert.deepEqual(Object.keys(short).sort(), keys);
    assert.deepEqual([short.content, short.format, short.mimetype, short.hash], [null, null, null, null]);
  });

  it('PUT creates with 201 and replaces with 200; the hash it returns is the one that GET gives next', async () => {
    const created = await put('hash.txt', text('first'));
    assert.equal(created.status, 201);
    const replaced = await put('hash.txt', text('second'));
    assert.equal(replaced.status, 200);
    const { body } = await lab.fetch('GET', '/api/contents/hash.txt?content=0&hash=1');
    assert.equal((replaced.body as Model).hash, (body as Model).hash);
    // sha256sum of "second"
    assert.equal((body as Model).hash, '16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4');
  });

  it('a notebook is stored as nbformat stores it (sorted keys, lists of lines, one space of indent) and opens with its texts joined', async () => {
    assert.equal(
      (await put('n.ipynb', { type: 'notebook', format: 'json', content: notebook('const a = 1\na') }))
        .status,
      201,
    );
    const stored = readFileSync(file('n.ipynb'), 'utf8');
    assert.ok(stored.startsWith('{\n "cells": [\n  {\n   "cell_type": "code",\n   "execution_count": 1,'));
    assert.deepEqual(JSON.parse(stored).cells[0].source, ['const a = 1\n', 'a']);
    assert.deepEqual(JSON.parse(stored).cells[0].outputs[0].text, ['one\n', 'two\n']);
    assert.ok(stored.endsWith('}\n'));
    const { body } = await lab.fetch('GET', '/api/contents/n.ipynb?type=notebook');
    assert.equal((body as Model).type, 'notebook');
    assert.equal((body as Model).format, 'json');
    assert.deepEqual(
      ((body as Model).content as ReturnType<typeof notebook>).cells[0].source,
      'const a = 1\na',
    );
    assert.deepEqual(
      ((body as Model).content as ReturnType<typeof notebook>).cells[0].outputs[0].text,
      'one\ntwo\n',
    );
  });

  it('what is not a notebook never replaces one, and the answer says why', async () => {
    await put('keep.ipynb', { type: 'notebook', format: 'json', content: notebook('kept') });
    const before = readFileSync(file('keep.ipynb'), 'utf8');
    const broken = {
      ...notebook('x'),
      cells: [
        notebook('x').cells[0],
        { cell_type: 'code', metadata: {}, outputs: [], execution_count: null },
      ],
    };
    for (const [content, why] of [
      [broken, /cells\[1\]\.source is not text/],
      ['{"cells": []}', /not a JSON object/],
      [null, /not a JSON object/],
      [{ ...notebook('x'), nbformat: 3 }, /nbformat is 3/],
      [
        {
          ...notebook('x'),
          cells: [{ cell_type: 'code', metadata: {}, source: '', outputs: ['no'], execution_count: null }],
        },
        /outputs/,
      ],
    ] as const) {
      const answer = await put('keep.ipynb', { type: 'notebook', format: 'json', content });
      assert.equal(answer.status, 400);
      assert.match((answer.body as { message: string }).message, why);
    }
    assert.equal(readFileSync(file('keep.ipynb'), 'utf8'), before);
  });

  it('outputs that were trusted when saved are trusted when opened; the file holds no mark, and a changed file no trust', async () => {
    const rich = (trusted: boolean) => ({
      ...notebook('html'),
      cells: [
        {
          ...notebook('html').cells[0],
          metadata: { trusted },
          outputs: [{ output_type: 'display_data', data: { 'text/html': '<b>x</b>' }, metadata: {} }],
        },
      ],
    });
    const trustOf = async (path: string) => {
      const { body } = await lab.fetch('GET', `/api/contents/${path}`);
      return (body as { content: { cells: { metadata: { trusted?: boolean } }[] } }).content.cells[0]
        ?.metadata.trusted;
    };
    await put('mine.ipynb', { type: 'notebook', format: 'json', content: rich(true) });
    assert.equal(await trustOf('mine.ipynb'), true);
    const text = readFileSync(file('mine.ipynb'), 'utf8');
    assert.ok(!text.includes('trusted'));
    writeFileSync(file('theirs.ipynb'), text.replace('<b>x</b>', '<script>steal()</script>'));
    assert.equal(await trustOf('theirs.ipynb'), false);
    await put('unknown.ipynb', {
      type: 'notebook',
      format: 'json',
      content: { ...rich(false), metadata: { a: 1 } },
    });
    assert.equal(await trustOf('unknown.ipynb'), false);
    await put('printed.ipynb', { type: 'notebook', format: 'json', content: notebook('only printed text') });
    assert.equal(await trustOf('printed.ipynb'), true);
  });

  it('a broken notebook on disk is a 400 with a sentence, and opens as text', async () => {
    writeFileSync(file('broken.ipynb'), '{"cells": [');
    const asNotebook = await lab.fetch('GET', '/api/contents/broken.ipynb?type=notebook');
    assert.equal(asNotebook.status, 400);
    assert.match((asNotebook.body as { message: string }).message, /not JSON/);
    const asText = await lab.fetch('GET', '/api/contents/broken.ipynb?type=file&format=text');
    assert.equal((asText.body as Model).content, '{"cells": [');
  });

  it('fifty saves of one notebook at once leave one of them, whole, and no other file', async () => {
    mkdirSync(file('busy'));
    const sources = Array.from({ length: 50 }, (_, index) => `${index}`.repeat(20_000));
    const answers = await Promise.all(
      sources.map((source) =>
        put('busy/n.ipynb', { type: 'notebook', format: 'json', content: notebook(source) }),
      ),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 201]));
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
    const { cells } = JSON.parse(readFileSync(file('busy', 'n.ipynb'), 'utf8')) as ReturnType<
      typeof notebook
    >;
    assert.ok(sources.includes(([cells[0]?.source].flat() as string[]).join('')));
    assert.deepEqual(readdirSync(file('busy')), ['n.ipynb']);
  });

  it('a file being read while it is saved is the old one or the new one, never half of one', async () => {
    const long = (letter: string) => letter.repeat(300_000);
    await put('race.txt', text(long('a')));
    const saves = Array.from({ length: 20 }, (_, index) =>
      put('race.txt', text(long(index % 2 ? 'a' : 'b'))),
    );
    const reads = Array.from({ length: 40 }, () => lab.fetch('GET', '/api/contents/race.txt'));
    for (const { body } of await Promise.all(reads))
      assert.match((body as { content: string }).content, /^(a{300000}|b{300000})$/);
    await Promise.all(saves);
  });

  for (const path of [
    '../outside.txt',
    'a/../../outside.txt',
    '..%2foutside.txt',
    '%2e%2e/outside.txt',
    '%2e%2e%2foutside.txt',
    '.config/settings',
    'sub/.hidden',
    'a%00b',
    './keys.txt',
  ]) {
    it(`the path ${path} reaches nothing`, async () => {
      const headers = { Host: '127.0.0.1', Authorization: `token ${lab.lab.token}` };
      const requests: [method: string, body?: object][] = [
        ['GET'],
        ['PUT', text('x')],
        ['DELETE'],
        ['PATCH', { path: 'z.txt' }],
      ];
      // Sent as it stands: fetch would resolve the dots itself.
      for (const [method, body] of requests) {
        assert.equal(await lab.statusOf(method, `/api/contents/${path}`, headers, body), 404, method);
      }
      assert.ok(!existsSync(join(lab.folder, '..', 'outside.txt')));
    });
  }

  it('renaming and copying cannot lead out of the folder either', async () => {
    await put('inside.txt', text('x'));
    assert.equal(
      (await lab.fetch('PATCH', '/api/contents/inside.txt', { path: '../escaped.txt' })).status,
      404,
    );
    assert.equal(
      (await lab.fetch('POST', '/api/contents/', { copy_from: '../../etc/hostname' })).status,
      404,
    );
  });

  it('a link that leads out of the folder is not listed, read, written through or followed', async () => {
    mkdirSync(file('links'));
    outside = mkdtempSync(join(tmpdir(), 'edflab-test-'));
    writeFileSync(join(outside, 'secret.txt'), 'secret');
    symlinkSync(outside, file('links', 'folder'));
    symlinkSync(join(outside, 'secret.txt'), file('links', 'file.txt'));
    symlinkSync(join(outside, 'new.txt'), file('links', 'dangling.txt'));
    symlinkSync(file('keys.txt'), file('links', 'inside.txt'));
    const { body } = await lab.fetch('GET', '/api/contents/links');
    assert.deepEqual(
      (body as { content: Model[] }).content.map(({ name }) => name),
      ['inside.txt'],
    );
    for (const path of ['links/file.txt', 'links/folder/secret.txt', 'links/folder', 'links/dangling.txt']) {
      assert.equal((await lab.fetch('GET', `/api/contents/${path}`)).status, 404, path);
      assert.equal((await put(path, text('overwritten'))).status, 404, path);
      assert.equal((await lab.fetch('GET', `/files/${path}`)).status, 404, path);
    }
    assert.equal((await put('links/folder/new.txt', text('x'))).status, 404);
    assert.equal((await lab.fetch('POST', '/api/contents/links/folder', { type: 'notebook' })).status, 404);
    assert.equal(readFileSync(join(outside, 'secret.txt'), 'utf8'), 'secret');
    assert.deepEqual(readdirSync(outside), ['secret.txt']);
    // Deleting a link deletes the link.
    assert.equal((await lab.fetch('DELETE', '/api/contents/links/file.txt')).status, 204);
    assert.deepEqual(readdirSync(outside), ['secret.txt']);
  });

  it('new files get free names: Untitled.ipynb, Untitled1.ipynb, untitled.ts, "Untitled Folder 1"', async () => {
    mkdirSync(file('new'));
    const names: unknown[] = [];
    for (const body of [
      { type: 'notebook' },
      { type: 'notebook' },
      { type: 'file', ext: '.ts' },
      { type: 'file', ext: 'md' },
      { type: 'directory' },
      { type: 'directory' },
      {},
    ]) {
      const answer = await lab.fetch('POST', '/api/contents/new', body);
      assert.equal(answer.status, 201);
      names.push((answer.body as Model).name);
    }
    assert.deepEqual(names, [
      'Untitled.ipynb',
      'Untitled1.ipynb',
      'untitled.ts',
      'untitled.md',
      'Untitled Folder',
      'Untitled Folder 1',
      'untitled.txt',
    ]);
    const copies = [
      await lab.fetch('POST', '/api/contents/new', { copy_from: 'new/Untitled.ipynb' }),
      await lab.fetch('POST', '/api/contents/new', { copy_from: 'new/Untitled-Copy1.ipynb' }),
    ];
    assert.deepEqual(
      copies.map(({ body }) => (body as Model).name),
      ['Untitled-Copy1.ipynb', 'Untitled-Copy2.ipynb'],
    );
  });

  it('renaming answers 200 and takes the checkpoint along; onto another file it answers 409 and changes nothing', async () => {
    await put('old name.txt', text('old'));
    await put('taken.txt', text('taken'));
    await lab.fetch('POST', '/api/contents/old%20name.txt/checkpoints');
    assert.equal(
      (await lab.fetch('PATCH', '/api/contents/old%20name.txt', { path: 'taken.txt' })).status,
      409,
    );
    assert.equal(readFileSync(file('taken.txt'), 'utf8'), 'taken');
    const renamed = await lab.fetch('PATCH', '/api/contents/old%20name.txt', { path: 'nüß?#%.txt' });
    assert.equal(renamed.status, 200);
    assert.equal((renamed.body as Model).path, 'nüß?#%.txt');
    const { body } = await lab.fetch('GET', `/api/contents/${encodeURIComponent('nüß?#%.txt')}/checkpoints`);
    assert.equal((body as unknown[]).length, 1);
  });

  it('a checkpoint is made with 201, listed, restored with 204 and deleted with 204', async () => {
    await put('c.ipynb', { type: 'notebook', format: 'json', content: notebook('good') });
    const good = readFileSync(file('c.ipynb'), 'utf8');
    const made = await lab.fetch('POST', '/api/contents/c.ipynb/checkpoints');
    assert.equal(made.status, 201);
    const { id } = made.body as { id: string };
    assert.ok(existsSync(file('.ipynb_checkpoints', 'c-checkpoint.ipynb')));
    await put('c.ipynb', { type: 'notebook', format: 'json', content: notebook('bad') });
    const listed = await lab.fetch('GET', '/api/contents/c.ipynb/checkpoints');
    assert.deepEqual(
      [listed.status, (listed.body as Model[]).map((checkpoint) => checkpoint.id)],
      [200, [id]],
    );
    assert.equal((await lab.fetch('POST', `/api/contents/c.ipynb/checkpoints/${id}`)).status, 204);
    assert.equal(readFileSync(file('c.ipynb'), 'utf8'), good);
    assert.equal((await lab.fetch('DELETE', `/api/contents/c.ipynb/checkpoints/${id}`)).status, 204);
    assert.deepEqual((await lab.fetch('GET', '/api/contents/c.ipynb/checkpoints')).body, []);
    assert.equal((await lab.fetch('POST', `/api/contents/c.ipynb/checkpoints/${id}`)).status, 404);
  });

  it('a folder is deleted when it is empty, and a full one is refused with a sentence', async () => {
    mkdirSync(file('full'));
    writeFileSync(file('full', 'a.txt'), '');
    const refused = await lab.fetch('DELETE', '/api/contents/full');
    assert.equal(refused.status, 400);
    assert.match((refused.body as { message: string }).message, /not empty/);
    assert.equal((await lab.fetch('DELETE', '/api/contents/full/a.txt')).status, 204);
    assert.equal((await lab.fetch('DELETE', '/api/contents/full')).status, 204);
    assert.ok(!existsSync(file('full')));
    assert.equal((await lab.fetch('DELETE', '/api/contents/')).status, 400);
  });

  it('a large upload in pieces appears when its last piece has come, and binary bytes survive', async () => {
    const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256));
    const piece = (chunk: number, from: number, to: number) =>
      put('image.bin', {
        type: 'file',
        format: 'base64',
        chunk,
        content: bytes.subarray(from, to).toString('base64'),
      });
    await piece(1, 0, 1000);
    await piece(2, 1000, 2000);
    assert.ok(!existsSync(file('image.bin')));
    await piece(-1, 2000, 3000);
    assert.deepEqual(readFileSync(file('image.bin')), bytes);
    const { body } = await lab.fetch('GET', '/api/contents/image.bin');
    assert.deepEqual(
      [(body as Model).format, (body as Model).mimetype],
      ['base64', 'application/octet-stream'],
    );
    assert.equal((await lab.fetch('GET', '/api/contents/image.bin?format=text')).status, 400);
  });

  it('/files gives the bytes of a file, sandboxed if it is a page', async () => {
    writeFileSync(file('page.html'), '<h1>x</h1>');
    const page = await lab.fetch('GET', '/files/page.html');
    assert.match(page.headers.get('content-security-policy') ?? '', /sandbox/);
    assert.match(page.headers.get('content-type') ?? '', /text\/html/);
    const download = await lab.fetch('GET', '/files/page.html?download=1');
    assert.match(download.headers.get('content-disposition') ?? '', /attachment/);
    assert.equal((await lab.fetch('GET', '/files/nothing.html')).status, 404);
  });
});
