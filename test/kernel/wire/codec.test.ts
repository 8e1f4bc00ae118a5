import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Codec, newMessage, ProtocolError } from '../../../kernel/wire/codec.js';

const key = '9c2f';
const message = newMessage('execute_request', { code: 'π = "🎓"' }, { session: 's' });

describe('wire: messages and frames', () => {
  it('the signature is the HMAC-SHA256 of the four JSON parts, in hex', () => {
    const [, signature, ...parts] = new Codec(key).encode(message).map((frame) => Buffer.from(frame));
    const expected = createHmac('sha256', key)
      .update(Buffer.concat(parts.slice(0, 4)))
      .digest('hex');
    assert.equal(signature.toString(), expected);
  });

  it('any content, identities and buffers come back as they were sent', () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    const identities = fc.array(
      bytes.filter((identity) => Buffer.from(identity).toString() !== '<IDS|MSG>'),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        identities,
        fc.array(bytes),
        (content, prefix, buffers) => {
          const sent = newMessage('x', content, { session: 's', buffers });
          const received = new Codec(key).decode(
            new Codec(key).encode(sent, prefix).map((frame) => Buffer.from(frame)),
          );
          // JSON has no -0 and no prototypes.
          assert.deepEqual(received.message.content, JSON.parse(JSON.stringify(content)));
          assert.deepEqual(received.message.header, sent.header);
          assert.deepEqual(
            received.identities.map((frame) => [...frame]),
            prefix.map((frame) => [...frame]),
          );
          assert.deepEqual(
            received.message.buffers.map((frame) => [...frame]),
            buffers.map((frame) => [...frame]),
          );
        },
      ),
    );
  });

  it('a message signed with another key is refused', () => {
    assert.throws(() => new Codec(key).decode(new Codec('other').encode(message)), ProtocolError);
  });

  it('an unsigned message is refused', () => {
    assert.throws(() => new Codec(key).decode(new Codec('').encode(message)), ProtocolError);
  });

  it('an empty key switches signatures off', () => {
    assert.equal(
      new Codec('').decode(new Codec('').encode(message)).message.header.msg_id,
      message.header.msg_id,
    );
  });

  it('the same message is refused the second time', () => {
    const codec = new Codec(key);
    const frames = new Codec(key).encode(message);
    codec.decode(frames);
    assert.throws(() => codec.decode(frames), /replayed/);
  });

  it('a changed part is refused', () => {
    for (let part = 2; part < 6; part++) {
      const frames = new Codec(key).encode(message).map((frame) => Buffer.from(frame));
      frames[part][frames[part].length - 2] ^= 1;
      assert.throws(() => new Codec(key).decode(frames), ProtocolError, `part ${part}`);
    }
  });

  it('frames of any other kind are refused, never worse', () => {
    const part = fc.oneof(
      fc.uint8Array(),
      fc.constantFrom('<IDS|MSG>', '{}', '[]', 'null', '{"msg_id":1}').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 9 }), (frames) => {
        assert.throws(() => new Codec('').decode(frames), ProtocolError);
      }),
    );
  });
});
