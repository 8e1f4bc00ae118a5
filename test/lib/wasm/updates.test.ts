import assert from 'node:assert/strict';
import { adam, descend, momentum, rmsProp } from '../../../lib/wasm/index.js';
import * as plain from '../../../lib/wasm/plain/updates.js';
import { assertSameBits, filled, noise, types } from './arrays.js';

describe('optimiser updates', () => {
  it('have the bits of the plain loops', () => {
    for (const type of types) {
      for (const length of [1, 63, 64, 65, 20_003]) {
        const next = noise(length);
        const operands = [0, 1, 2].map(() => filled(type, length, next));
        operands.push(filled(type, length, () => next() ** 2));
        const [fast, slow] = [operands, operands.map((operand) => operand.slice())];
        const [p, g, v, s] = fast;
        descend(p, g, 0.1);
        plain.descend(slow, 0, length, type.from([0.1]));
        momentum(p, g, v, 0.1, 0.9);
        plain.momentum(slow, 0, length, type.from([0.1, 0.9]));
        rmsProp(p, g, s, 0.1, 0.9, 1e-8);
        plain.rmsProp([slow[0], slow[1], slow[3]], 0, length, type.from([0.1, 0.9, 1 - 0.9, 1e-8]));
        adam(p, g, v, s, 1, 0.1, 0.9, 0.999, 1e-8);
        const rates = [0.1 / (1 - 0.9), 0.9, 1 - 0.9, 0.999, 1 - 0.999, Math.sqrt(1 - 0.999), 1e-8];
        plain.adam(slow, 0, length, type.from(rates));
        fast.forEach((operand, i) =>
          assertSameBits(operand, slow[i], `${type.name} ${length}, operand ${i}`),
        );
      }
    }
  });

  it('descend by their formulas in float64 loops over ten steps, Adam with its bias corrections', () => {
    const length = 100;
    const next = noise(5);
    const start = filled(Float64Array, length, next);
    const gradients = Array.from({ length: 10 }, () => filled(Float64Array, length, next));
    const parameters = [0, 1, 2, 3].map(() => start.slice());
    const [velocity, squares, mean, variance] = [0, 1, 2, 3].map(() => new Float64Array(length));
    gradients.forEach((gradient, i) => {
      descend(parameters[0], gradient, 0.1);
      momentum(parameters[1], gradient, velocity, 0.1, 0.9);
      rmsProp(parameters[2], gradient, squares, 0.1, 0.99, 1e-8);
      adam(parameters[3], gradient, mean, variance, i + 1, 0.1, 0.9, 0.999, 1e-8);
    });
    for (let i = 0; i < length; i++) {
      const p = [start[i], start[i], start[i], start[i]];
      let [v, s, m, w] = [0, 0, 0, 0];
      gradients.forEach((gradient, step) => {
        const g = gradient[i];
        p[0] -= 0.1 * g;
        v = 0.9 * v + g;
        p[1] -= 0.1 * v;
        s = 0.99 * s + 0.01 * g * g;
        p[2] -= (0.1 * g) / (Math.sqrt(s) + 1e-8);
        m = 0.9 * m + 0.1 * g;
        w = 0.999 * w + 0.001 * g * g;
        const [mHat, wHat] = [m / (1 - 0.9 ** (step + 1)), w / (1 - 0.999 ** (step + 1))];
        p[3] -= (0.1 * mHat) / (Math.sqrt(wHat) + 1e-8);
      });
      p.forEach((expected, which) => assert.ok(Math.abs(parameters[which][i] - expected) < 1e-12));
    }
  });
});
