/**
 * Messages as WebSocket frames, subprotocol `v1.kernel.websocket.jupyter.org`: a little-endian 64-bit count n, n offsets,
 * then channel, header, parent header, metadata, content and buffers, each from its offset to the next.
 */
import type { Channel, Message } from '../../../kernel/wire/client.js';

export const subprotocol = 'v1.kernel.websocket.jupyter.org';

export function encodeFrame(channel: Channel, message: Message): Buffer {
  const { header, parent_header, metadata, content, buffers } = message;
  const texts = [channel, ...[header, parent_header, metadata, content].map((part) => JSON.stringify(part))];
  const parts = [...texts.map((text) => Buffer.from(text)), ...buffers];
  const offsets = Buffer.alloc(8 * (parts.length + 2));
  offsets.writeBigUInt64LE(BigInt(parts.length + 1), 0);
  let offset = offsets.length;
  for (const [index, part] of [...parts, Buffer.alloc(0)].entries()) {
    offsets.writeBigUInt64LE(BigInt(offset), 8 * (index + 1));
    offset += part.byteLength;
  }
  return Buffer.concat([offsets, ...parts]);
}

/** Throws if the bytes are not a message. */
export function decodeFrame(frame: Buffer): { channel: Channel; message: Message } {
  const count = Number(frame.readBigUInt64LE(0));
  if (count < 6 || 8 * (count + 1) > frame.length)
    throw new RangeError(`a frame of ${frame.length} bytes cannot hold ${count} offsets`);
  const offsets = Array.from({ length: count }, (_, index) => Number(frame.readBigUInt64LE(8 * (index + 1))));
  if (
    offsets.some((offset, index) => offset > frame.length || offset < (offsets[index - 1] ?? 8 * (count + 1)))
  ) {
    throw new RangeError('the offsets of a frame must ascend and lie inside it');
  }
  const parts = offsets.slice(1).map((end, index) => frame.subarray(offsets[index], end));
  const [channel, ...json] = parts.slice(0, 5).map((part) => part.toString('utf8')) as [Channel, ...string[]];
  const [header, parent_header, metadata, content] = json.map((text) => JSON.parse(text) as object);
  return {
    channel,
    message: { header, parent_header, metadata, content, buffers: parts.slice(5) } as Message,
  };
}
