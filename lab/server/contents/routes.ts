/** `/api/contents/...` and `/files/...`. */
import { Router, type Request, type RequestHandler } from 'express';
import { jsonBody } from '../body.js';
import { HttpError } from '../errors.js';
import { checkpointId } from './checkpoints.js';
import type { Contents, SaveModel } from './contents.js';
import type { GetOptions } from './reader.js';
import { baseName, mimeTypeOf, type FileFormat, type FileType } from './model.js';
import { normalise } from './paths.js';

const fileTypes: readonly string[] = ['directory', 'notebook', 'file'] satisfies FileType[];
const fileFormats: readonly string[] = ['json', 'text', 'base64'] satisfies FileFormat[];

/** A notebook with its outputs may be large; what does not fit comes in pieces. */
const body = jsonBody('512mb');

export function contentsRoutes(contents: Contents): Router {
  const router = Router();
  const checkpoints = /^\/(.+)\/checkpoints(?:\/([^/]+))?\/?$/;

  router.get(checkpoints, async (request, response) => {
    response.json(await contents.checkpoints(request.params[0] as string));
  });
  router.post(checkpoints, async (request, response) => {
    const [path, id] = [request.params[0] as string, request.params[1] as string | undefined];
    if (id === undefined) return void response.status(201).json(await contents.createCheckpoint(path));
    assertCheckpoint(id);
    await contents.restoreCheckpoint(path);
    response.status(204).end();
  });
  router.delete(checkpoints, async (request, response) => {
    assertCheckpoint(request.params[1]);
    await contents.deleteCheckpoint(request.params[0] as string);
    response.status(204).end();
  });

  const anyPath = /^\/(.*)$/;
  router.get(anyPath, async (request, response) => {
    response.json(await contents.get(pathOf(request), getOptions(request)));
  });
  router.put(anyPath, body, async (request, response) => {
    const { model, created } = await contents.save(pathOf(request), saveModel(request));
    response.status(created ? 201 : 200).json(model);
  });
  router.post(anyPath, body, async (request, response) => {
    const {
      copy_from: from,
      type = 'file',
      ext,
    } = (request.body ?? {}) as { copy_from?: unknown; type?: unknown; ext?: unknown };
    const model =
      typeof from === 'string'
        ? await contents.copy(from, pathOf(request))
        : await contents.createUntitled(pathOf(request), asType(type) ?? 'file', extensionOf(ext));
    response
      .status(201)
      .location(`/api/contents/${encodePath(model.path)}`)
      .json(model);
  });
  router.patch(anyPath, body, async (request, response) => {
    const { path } = (request.body ?? {}) as { path?: unknown };
    if (typeof path !== 'string') throw new HttpError(400, 'Renaming needs the new path: {"path": "..."}.');
    response.json(await contents.rename(pathOf(request), path));
  });
  router.delete(anyPath, async (request, response) => {
    await contents.delete(pathOf(request));
    response.status(204).end();
  });
  return router;
}

/** The bytes of a file, for pictures in Markdown, downloads, and pages opened in a tab of their own. */
export function fileRoute(contents: Contents): RequestHandler {
  return async (request, response, next) => {
    const path = normalise(pathOf(request));
    const file = await contents.folder.file(path).catch(() => undefined);
    if (file === undefined) throw new HttpError(404, `${path} does not exist.`);
    // A page among the files may run its scripts, but not as a page of this server: it must not reach the kernel's API.
    response.set({ 'Content-Security-Policy': 'sandbox allow-scripts', 'Cache-Control': 'no-cache' });
    if (request.query.download !== undefined) response.attachment(baseName(path));
    else if (mimeTypeOf(path)) response.type(mimeTypeOf(path) as string);
    response.sendFile(
      file,
      { dotfiles: 'allow' },
      (error) => error && next(Object.assign(new HttpError(404, `${path} does not exist.`))),
    );
  };
}

const pathOf = (request: Request): string => request.params[0] as string;
const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/');
const extensionOf = (given: unknown) =>
  typeof given === 'string' && /^\.?[\w.-]+$/.test(given) ? `.${given.replace(/^\./, '')}` : undefined;

function getOptions({ query }: Request): GetOptions {
  return {
    type: asType(query.type),
    format: asFormat(query.format),
    content: query.content !== '0',
    hash: query.hash === '1',
  };
}

function saveModel(request: Request): SaveModel {
  const { type, format, content, chunk } = (request.body ?? {}) as Record<string, unknown>;
  if (type === undefined)
    throw new HttpError(
      400,
      'Saving needs a model: {"type": "notebook" | "file" | "directory", "format", "content"}.',
    );
  return {
    type: asType(type),
    format: asFormat(format),
    content,
    chunk: typeof chunk === 'number' ? chunk : undefined,
  };
}

function asType(value: unknown): FileType | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (!fileTypes.includes(value as string))
    throw new HttpError(400, `The type of a file is one of ${fileTypes.join(', ')}; got ${String(value)}.`);
  return value as FileType;
}

function asFormat(value: unknown): FileFormat | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (!fileFormats.includes(value as string))
    throw new HttpError(
      400,
      `The format of a file is one of ${fileFormats.join(', ')}; got ${String(value)}.`,
    );
  return value as FileFormat;
}

function assertCheckpoint(id: string | undefined): void {
  if (id !== checkpointId) throw new HttpError(404, `There is no checkpoint ${id ?? ''}.`);
}
