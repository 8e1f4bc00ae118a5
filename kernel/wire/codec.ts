// Messages to ZeroMQ frames and back: [identities..., <IDS|MSG>, signature, header, parent, metadata, content, buffers...].
// A message that is not signed with the key, or was seen before, is refused.
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { userInfo } from 'node:os';
import { PROTOCOL_VERSION, type Header, type Message, type ParentHeader } from './messages.js';

const DELIMITER = Buffer.from('<IDS|MSG>');
/** How many signatures are remembered to refuse replays. */
const REPLAY_WINDOW = 1 << 16;

/** A frame list that is not an acceptable message. It never earns a reply. */
export class ProtocolError extends Error {}

export interface Received {
  identities: Uint8Array[];
  message: Message;
}

let username: string | undefined;
function currentUser(): string {
  if (username === undefined) {
    try {
      username = userInfo().username;
    } catch {
      username = 'user';
    }
  }
  return username;
}

/** A fresh message of `type`, answering `parent` if there is one. */
export function newMessage<Content extends object>(
  type: string,
  content: Content,
  options: {
    session: string;
    parent?: ParentHeader;
    metadata?: Record<string, unknown>;
    buffers?: Uint8Array[];
  },
): Message<Content> {
  const header: Header = {
    msg_id: randomUUID(),
    msg_type: type,
    session: options.session,
    username: currentUser(),
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
  return {
    header,
    parent_header: options.parent ?? {},
    metadata: options.metadata ?? {},
    content,
    buffers: options.buffers ?? [],
  };
}

/** Encodes and signs, decodes and verifies the messages of one connection. */
export class Codec {
  private readonly algorithm: string;
  private readonly seen = new Set<string>();

  constructor(
    private readonly key: string,
    scheme = 'hmac-sha256',
  ) {
    this.algorithm = scheme.replace(/^hmac-/, '');
  }

  encode<Content extends object>(message: Message<Content>, prefix: Uint8Array[] = []): Uint8Array[] {
    const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
      Buffer.from(JSON.stringify(part)),
    );
    return [...prefix, DELIMITER, Buffer.from(this.sign(parts)), ...parts, ...message.buffers];
  }

  /** @throws ProtocolError when the frames are malformed, wrongly signed or replayed. */
  decode(frames: Uint8Array[]): Received {
    const at = frames.findIndex((frame) => DELIMITER.equals(frame));
    if (at < 0) throw new ProtocolError('no <IDS|MSG> delimiter');
    if (frames.length < at + 6)
      throw new ProtocolError(`${frames.length - at - 1} frames, expected at least 5`);
    const [signature, ...parts] = frames.slice(at + 1, at + 6);
    this.verify(signature, parts);
    const [header, parent, metadata, content] = parts.map(parseObject);
    if (typeof header.msg_type !== 'string' || typeof header.msg_id !== 'string') {
      throw new ProtocolError('the header has no msg_id or msg_type');
    }
    return {
      identities: frames.slice(0, at),
      message: {
        header: header as unknown as Header,
        parent_header: parent as ParentHeader,
        metadata,
        content,
        buffers: frames.slice(at + 6),
      },
    };
  }

  private sign(parts: Uint8Array[]): string {
    if (this.key === '') return '';
    const hmac = createHmac(this.algorithm, this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }

  private verify(signature: Uint8Array, parts: Uint8Array[]): void {
    if (this.key === '') return;
    const expected = Buffer.from(this.sign(parts));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new ProtocolError('wrong signature');
    }
    const text = expected.toString('latin1');
    if (this.seen.has(text)) throw new ProtocolError('replayed message');
    this.seen.add(text);
    // A Set iterates in insertion order: its first element is the oldest.
    if (this.seen.size > REPLAY_WINDOW) this.seen.delete(this.seen.values().next().value!);
  }
}

function parseObject(part: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8'));
  } catch {
    throw new ProtocolError('a part is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError('a part is not a JSON object');
  }
  return value as Record<string, unknown>;
}
