import assert from 'node:assert/strict';
import { Kernels } from '../../../lib/wasm/module.js';
import { privateModule, sharedModule } from '../../../lib/wasm/module.generated.js';

describe('the compiled kernels', () => {
  it('take less than 30 kB each, so that a page compiles them in a moment', () => {
    for (const module of [privateModule, sharedModule]) assert.ok((module.length * 3) / 4 < 30_000);
  });

  it('use no fused or relaxed instructions, whose rounding differs between machines', () => {
    // Relaxed SIMD instructions are 0xfd followed by an opcode from 0x100 on: 0xfd, 0x80 to 0xff, 0x02.
    for (const module of [privateModule, sharedModule]) {
      const bytes = Buffer.from(module, 'base64');
      for (let i = 0; i + 2 < bytes.length; i++) {
        assert.ok(
          !(bytes[i] === 0xfd && bytes[i + 1] >= 0x80 && bytes[i + 1] <= 0x93 && bytes[i + 2] === 0x02),
        );
      }
    }
  });

  it('throw a RangeError with the size asked for when memory runs out', () => {
    const kernels = new Kernels(0);
    assert.throws(
      () => kernels.reserve(3e9),
      (error: unknown) =>
        error instanceof RangeError && /Out of memory.*3000000000 bytes/.test(error.message),
    );
    kernels.reserve(10e6);
    assert.ok(kernels.float32.byteLength >= 10e6);
  });
});
