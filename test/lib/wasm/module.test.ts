import assert from 'node:assert/strict';
import { Kernels } from '../../../lib/wasm/module.js';
import { kernelsModule, relaxedModule } from '../../../lib/wasm/module.generated.js';

describe('the compiled kernels', () => {
  it('take less than 30 kB, and 10 kB for relaxed SIMD, so that a page compiles them in a moment', () => {
    assert.ok(Buffer.from(kernelsModule.base64, 'base64').length < 30_000);
    assert.ok(Buffer.from(relaxedModule.base64, 'base64').length < 10_000);
  });

  it('use no fused or relaxed instructions, whose rounding differs between machines, but in the module named so', () => {
    // Relaxed SIMD instructions are 0xfd followed by an opcode from 0x100 on: 0xfd, 0x80 to 0xff, 0x02.
    const isRelaxed = ({ base64 }: typeof kernelsModule) => {
      const bytes = Buffer.from(base64, 'base64');
      return bytes.some(
        (byte, i) => byte === 0xfd && bytes[i + 1] >= 0x80 && bytes[i + 1] <= 0x93 && bytes[i + 2] === 0x02,
      );
    };
    assert.deepEqual([kernelsModule, relaxedModule].map(isRelaxed), [false, true]);
  });

  it('keep the memory they have when more is not to be had', () => {
    const kernels = new Kernels(0, false);
    assert.equal(kernels.reserve(10e6), true);
    assert.equal(kernels.reserve(3e9), false);
    const { byteLength } = kernels.float32;
    assert.ok(byteLength >= 10e6 && byteLength < 11e6);
  });
});
