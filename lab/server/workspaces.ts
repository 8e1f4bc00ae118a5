/** `/lab/api/workspaces`: which documents are open and how they are arranged, for each served folder. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Router } from 'express';
import { jsonBody } from './body.js';
import { HttpError } from './errors.js';
import { TextStore } from './state.js';

interface Workspace {
  data: Record<string, unknown>;
  metadata: { id: string; [key: string]: unknown };
}

export function workspaceRoutes(configDirectory: string, root: string): Router {
  const folder = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const store = new TextStore(join(configDirectory, 'workspaces', folder), '.json');
  const read = async (id: string): Promise<Workspace> => {
    const text = await store.get(id);
    if (text === undefined) return { data: {}, metadata: { id } };
    try {
      return JSON.parse(text) as Workspace;
    } catch {
      return { data: {}, metadata: { id } };
    }
  };

  const router = Router();
  router.get('/', async (_request, response) => {
    const ids = await store.names();
    response.json({ workspaces: { ids, values: await Promise.all(ids.map(read)) } });
  });
  router.get('/:id', async ({ params }, response) => void response.json(await read(params.id)));
  router.put('/:id', jsonBody('16mb'), async ({ params, body }, response) => {
    const { data, metadata } = (body ?? {}) as Partial<Workspace>;
    if (typeof data !== 'object')
      throw new HttpError(400, 'A workspace is {"data": {...}, "metadata": {"id": "..."}}.');
    await store.set(params.id, JSON.stringify({ data, metadata: { ...metadata, id: params.id } }));
    response.status(204).end();
  });
  router.delete('/:id', async ({ params }, response) => {
    await store.delete(params.id);
    response.status(204).end();
  });
  return router;
}
