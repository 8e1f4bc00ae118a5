/** Errors that the page is told about: an HTTP status and a sentence, sent as Jupyter's `{message}`. */
import type { NextFunction, Request, Response } from 'express';

export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** What the file system says, as the status and the sentence a user can act on. */
const fileSystemErrors: Record<string, [status: number, sentence: string]> = {
  ENOENT: [404, 'does not exist'],
  ENOTDIR: [404, 'does not exist'],
  EACCES: [403, 'may not be accessed: permission denied'],
  EPERM: [403, 'may not be changed: the operation is not permitted'],
  EROFS: [403, 'is on a read-only file system'],
  ENOSPC: [507, 'could not be written: the disk is full'],
  EDQUOT: [507, 'could not be written: the disk quota is used up'],
  ENAMETOOLONG: [400, 'has too long a name'],
  EISDIR: [400, 'is a folder'],
  ELOOP: [404, 'is a link that leads nowhere'],
};

/** Turns an error of `node:fs` into one about the path the user knows. Other errors pass. */
export function aboutPath(error: unknown, path: string): unknown {
  const [status, sentence] = fileSystemErrors[(error as NodeJS.ErrnoException)?.code ?? ''] ?? [];
  return status === undefined ? error : new HttpError(status, `${path || 'The course folder'} ${sentence}.`);
}

export function notFound(request: Request): void {
  throw new HttpError(404, `There is nothing at ${request.path}.`);
}

/** The last handler: every error becomes JSON; what nobody foresaw is printed on the server's terminal too. */
export function sendError(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error);
  // express and its body parser mark what the client got wrong with a status.
  const status = (error as { status?: unknown })?.status;
  if (typeof status === 'number' && status < 500) {
    response.status(status).json({ message: (error as Error).message });
  } else {
    if (!(error instanceof HttpError)) console.error(error);
    response
      .status(typeof status === 'number' ? status : 500)
      .json({ message: error instanceof Error ? error.message : String(error) });
  }
}
