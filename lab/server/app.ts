/** The HTTP side of the server: who is let in, the page, the API. */
import { join } from 'node:path';
import { userInfo } from 'node:os';
import express, { Router, type Express, type NextFunction, type Request, type Response } from 'express';
import { hasToken, isAddressedHere, isSameOrigin, tokenCookie, type Access } from './access.js';
import type { Contents } from './contents/contents.js';
import { contentsRoutes, fileRoute } from './contents/routes.js';
import { HttpError, notFound, sendError } from './errors.js';
import type { Kernels } from './kernels/kernels.js';
import { kernelRoutes } from './kernels/routes.js';
import type { Sessions } from './kernels/sessions.js';
import { kernelName } from './kernels/spec.js';
import { labPage, tokenPage, type PageOptions } from './page.js';
import { settingsRoutes } from './settings.js';
import { workspaceRoutes } from './workspaces.js';

export interface AppOptions {
  access: Access;
  version: string;
  /** The bundle that lab/app/build.mjs wrote. */
  appDirectory: string;
  configDirectory: string;
  contents: Contents;
  kernels: Kernels;
  sessions: Sessions;
  /** Called when the page's Shut Down is chosen. */
  onShutdown: () => void;
}

export function createApp(options: AppOptions): Express {
  const { access, appDirectory, configDirectory, contents, kernels, sessions } = options;
  const app = express().disable('x-powered-by').set('query parser', 'simple');
  app.use((request, response, next) => {
    response.set({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Content-Security-Policy': "frame-ancestors 'self'",
    });
    if (!isAddressedHere(request, access))
      throw new HttpError(403, `This server is not ${request.headers.host ?? 'without a name'}.`);
    next();
  });
  app.use(letIn(access));

  app.get('/', (_request, response) => response.redirect('/lab'));
  app.get(/^\/(lab|doc)(?:\/workspaces\/([^/]+))?(?:\/tree(?:\/(.*))?)?\/?$/, pageHandler(options));
  app.use('/lab/static', staticFiles(appDirectory));
  app.use('/lab/api/themes', staticFiles(join(appDirectory, 'themes')));
  app.get(`/kernelspecs/${kernelName}/logo.svg`, (_request, response) =>
    response.sendFile(join(appDirectory, 'brand/logo.svg')),
  );
  app.get(/^\/files\/(.+)$/, fileRoute(contents));

  app.use('/lab/api/settings', settingsRoutes(appDirectory, configDirectory));
  app.use('/lab/api/workspaces', workspaceRoutes(configDirectory, contents.folder.root));
  app.use('/api/contents', contentsRoutes(contents));
  app.use(kernelRoutes(kernels, sessions, contents));
  app.use(smallRoutes(options));
  app.use(notFound, sendError);
  return app;
}

/** Nothing but the page that asks for the token is given to a stranger; nothing is changed for a page of another site. */
function letIn(access: Access) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (!hasToken(request, access)) {
      const isPage =
        request.method === 'GET' &&
        (request.path === '/' || /^\/(lab|doc)(\/(tree|workspaces)\b|\/?$)/.test(request.path));
      if (isPage)
        return void response.status(403).type('html').set('Cache-Control', 'no-store').send(tokenPage());
      throw new HttpError(403, 'The token is missing or wrong. Open the address that edflab lab printed.');
    }
    if (!['GET', 'HEAD', 'OPTIONS'].includes(request.method) && !isSameOrigin(request)) {
      throw new HttpError(403, `A page of ${request.headers.origin} may not change anything here.`);
    }
    next();
  };
}

function pageHandler({ access, version, contents }: AppOptions) {
  return async (request: Request, response: Response): Promise<void> => {
    const [mode, workspace = 'default', treePath = ''] = [0, 1, 2].map(
      (index) => request.params[index] as string | undefined,
    );
    const page: PageOptions = {
      version,
      directory: contents.folder.root,
      token: access.token,
      mode: mode === 'doc' ? 'single-document' : 'multiple-document',
      workspace,
      treePath,
    };
    const isThere = await contents.get(treePath, { content: false }).catch(() => undefined);
    response
      .set({ 'Set-Cookie': tokenCookie(access), 'Cache-Control': 'no-store' })
      .send(labPage(isThere ? page : { ...page, treePath: '', notFoundUrl: request.path }));
  };
}

/** Chunks carry a hash of their content in their name and never change; the rest is asked for again each time. */
function staticFiles(directory: string) {
  return express.static(directory, {
    index: false,
    setHeaders: (response, file) => {
      response.setHeader(
        'Cache-Control',
        /-[A-Z0-9]{8}\.\w+$/.test(file) ? 'max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
}

/** What the page asks and needs no more than a constant for. */
function smallRoutes({ version, kernels, onShutdown }: AppOptions): Router {
  const router = Router();
  const started = new Date().toISOString();
  router.get('/api', (_request, response) => void response.json({ version }));
  router.get('/api/me', (_request, response) => {
    const name = userName();
    const identity = {
      username: name,
      name,
      display_name: name,
      initials: name.slice(0, 2).toUpperCase(),
      avatar_url: null,
      color: null,
    };
    response.json({ identity, permissions: {} });
  });
  router.get('/api/status', (_request, response) => {
    const models = kernels.list();
    const connections = models.reduce((sum, model) => sum + model.connections, 0);
    const lastActivity =
      models
        .map((model) => model.last_activity)
        .sort()
        .at(-1) ?? started;
    response.json({ started, last_activity: lastActivity, connections, kernels: models.length });
  });
  router.get(['/api/nbconvert', '/api/config/:section'], (_request, response) => void response.json({}));
  router.patch('/api/config/:section', (_request, response) => void response.json({}));
  router.get(
    ['/lab/api/translations', '/lab/api/translations/:locale'],
    (_request, response) => void response.json({ data: {}, message: '' }),
  );
  router.post('/api/shutdown', (_request, response) => {
    response.json({ message: 'The server is stopping.' });
    response.once('close', onShutdown);
  });
  return router;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'student';
  }
}
