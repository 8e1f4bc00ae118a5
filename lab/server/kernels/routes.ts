/** `/api/kernels`, `/api/sessions`, `/api/kernelspecs`. */
import { Router } from 'express';
import type { Contents } from '../contents/contents.js';
import { locate } from '../contents/locate.js';
import { jsonBody } from '../body.js';
import { HttpError } from '../errors.js';
import type { Kernels } from './kernels.js';
import type { SessionRequest, Sessions } from './sessions.js';
import { kernelSpecs } from './spec.js';

export function kernelRoutes(kernels: Kernels, sessions: Sessions, contents: Contents): Router {
  const { root } = contents.folder;
  const router = Router();
  router.use(jsonBody());

  router.get('/api/kernelspecs', (_request, response) => void response.json(kernelSpecs));
  router.get('/api/kernelspecs/:name', ({ params }, response) => {
    const spec = kernelSpecs.kernelspecs[params.name];
    if (!spec) throw new HttpError(404, `There is no kernel ${params.name}.`);
    response.json(spec);
  });

  router.get('/api/kernels', (_request, response) => void response.json(kernels.list()));
  router.post('/api/kernels', async (request, response) => {
    const { name } = (request.body ?? {}) as { name?: string };
    const { model } = await kernels.start(root, name || undefined);
    response.status(201).location(`/api/kernels/${model.id}`).json(model);
  });
  router.get('/api/kernels/:id', ({ params }, response) => void response.json(kernels.get(params.id).model));
  router.delete('/api/kernels/:id', async ({ params }, response) => {
    await kernels.shutdown(params.id);
    sessions.forgetKernel(params.id);
    response.status(204).end();
  });
  router.post('/api/kernels/:id/interrupt', async ({ params }, response) => {
    await kernels.get(params.id).interrupt();
    response.status(204).end();
  });
  router.post('/api/kernels/:id/restart', async ({ params }, response) => {
    const kernel = kernels.get(params.id);
    await kernel.restart();
    response.json(kernel.model);
  });

  router.get('/api/resolvePath', async ({ query }, response) => {
    const { path = '', kernel = '' } = query as { path?: string; kernel?: string };
    const found = await locate(contents, path, kernels.has(kernel) ? kernels.get(kernel).cwd : root);
    response.json(
      found === undefined
        ? { resolved: [], unresolved: [{ scope: 'kernel' }] }
        : { resolved: [{ scope: 'server', path: found }] },
    );
  });

  // Not Jupyter's: see executions.ts, and resume.ts in the page.
  router.post('/lab/api/kernels/:id/adopt', ({ params, body }, response) => {
    const { client } = (body ?? {}) as { client?: unknown };
    if (typeof client !== 'string') throw new HttpError(400, 'Who adopts? {"client": "..."}.');
    response.json(kernels.get(params.id).adopt(client));
  });

  router.get('/api/sessions', (_request, response) => void response.json(sessions.list()));
  router.post('/api/sessions', async (request, response) => {
    const model = await sessions.start((request.body ?? {}) as SessionRequest);
    response.status(201).location(`/api/sessions/${model.id}`).json(model);
  });
  router.get('/api/sessions/:id', ({ params }, response) => void response.json(sessions.get(params.id)));
  router.patch('/api/sessions/:id', async ({ params, body }, response) => {
    response.json(await sessions.change(params.id, (body ?? {}) as SessionRequest));
  });
  router.delete('/api/sessions/:id', async ({ params }, response) => {
    await sessions.end(params.id);
    response.status(204).end();
  });
  return router;
}
