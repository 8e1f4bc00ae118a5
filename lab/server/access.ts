/**
 * Who may talk to the server. The token is the key: in the address at first, then in a cookie that scripts cannot read
 * and other sites cannot send. Host and Origin are checked too, because a hostile page may point a name of its own at
 * 127.0.0.1 (DNS rebinding) or post a form to it.
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface Access {
  token: string;
  /** Names under which the server may be addressed. */
  hosts: ReadonlySet<string>;
  cookieName: string;
}

export const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A request's credentials, in any of the three places a client may put them. */
export function hasToken(request: IncomingMessage, access: Access): boolean {
  const [, header] = /^(?:token|bearer)\s+(.*)$/i.exec(request.headers.authorization ?? '') ?? [];
  const query = new URL(request.url ?? '/', 'http://localhost').searchParams.get('token');
  // An old tab still sends the header of the server before this one; the cookie of a newer tab lets it save its cells.
  return [header, query, cookie(request, access.cookieName)].some(
    (token) => token != null && sameSecret(token, access.token),
  );
}

/** Whether the request is addressed to this server, and not to a name that somebody else resolves to it. */
export function isAddressedHere(request: IncomingMessage, { hosts }: Access): boolean {
  const host = request.headers.host ?? '';
  return hosts.has(host.replace(/:\d+$/, '').toLowerCase());
}

/** Whether a page of this server sent the request. Programs that are not browsers send no Origin. */
export function isSameOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/** The Set-Cookie header of a page that was opened with its token. It ends with the browser's session. */
export function tokenCookie({ cookieName, token }: Access): string {
  return `${cookieName}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict`;
}

function cookie(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/);
  const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  try {
    return value && decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
