// Optimisers' updates of a parameter, in place: one pass over the parameter, its gradient and the optimiser's memory of it.
// `settings` are the rates, one number after the other, rounded to T.

/** p -= rate g. Settings: rate. */
@inline
function descend<T>(p: usize, g: usize, length: usize, settings: usize): void {
  const rate = v128.load_splat<T>(settings);
  for (const end = p + length * sizeof<T>(); p < end; p += 16, g += 16) {
    v128.store(p, v128.sub<T>(v128.load(p), v128.mul<T>(rate, v128.load(g))));
  }
}

/** v = momentum v + g, p -= rate v. Settings: rate, momentum. */
@inline
function momentum<T>(p: usize, g: usize, v: usize, length: usize, settings: usize): void {
  const rate = v128.load_splat<T>(settings);
  const decay = v128.load_splat<T>(settings + sizeof<T>());
  for (const end = p + length * sizeof<T>(); p < end; p += 16, g += 16, v += 16) {
    const velocity = v128.add<T>(v128.mul<T>(decay, v128.load(v)), v128.load(g));
    v128.store(v, velocity);
    v128.store(p, v128.sub<T>(v128.load(p), v128.mul<T>(rate, velocity)));
  }
}

/** s = decay s + (1 - decay) g^2, p -= rate g / (sqrt(s) + epsilon). Settings: rate, decay, 1 - decay, epsilon. */
@inline
function rmsProp<T>(p: usize, g: usize, s: usize, length: usize, settings: usize): void {
  const rate = v128.load_splat<T>(settings);
  const decay = v128.load_splat<T>(settings + sizeof<T>());
  const fresh = v128.load_splat<T>(settings + 2 * sizeof<T>());
  const epsilon = v128.load_splat<T>(settings + 3 * sizeof<T>());
  for (const end = p + length * sizeof<T>(); p < end; p += 16, g += 16, s += 16) {
    const gradient = v128.load(g);
    const square = v128.mul<T>(fresh, v128.mul<T>(gradient, gradient));
    const mean = v128.add<T>(v128.mul<T>(decay, v128.load(s)), square);
    v128.store(s, mean);
    const step = v128.div<T>(v128.mul<T>(rate, gradient), v128.add<T>(v128.sqrt<T>(mean), epsilon));
    v128.store(p, v128.sub<T>(v128.load(p), step));
  }
}

/**
 * m = beta1 m + (1 - beta1) g, s = beta2 s + (1 - beta2) g^2, p -= rate1 m / (sqrt(s) / root2 + epsilon), where
 * rate1 = rate / (1 - beta1^t) and root2 = sqrt(1 - beta2^t). Settings: rate1, beta1, 1 - beta1, beta2, 1 - beta2, root2, epsilon.
 */
@inline
function adam<T>(p: usize, g: usize, m: usize, s: usize, length: usize, settings: usize): void {
  const rate = v128.load_splat<T>(settings);
  const beta1 = v128.load_splat<T>(settings + sizeof<T>());
  const fresh1 = v128.load_splat<T>(settings + 2 * sizeof<T>());
  const beta2 = v128.load_splat<T>(settings + 3 * sizeof<T>());
  const fresh2 = v128.load_splat<T>(settings + 4 * sizeof<T>());
  const root2 = v128.load_splat<T>(settings + 5 * sizeof<T>());
  const epsilon = v128.load_splat<T>(settings + 6 * sizeof<T>());
  for (const end = p + length * sizeof<T>(); p < end; p += 16, g += 16, m += 16, s += 16) {
    const gradient = v128.load(g);
    const mean = v128.add<T>(v128.mul<T>(beta1, v128.load(m)), v128.mul<T>(fresh1, gradient));
    const square = v128.mul<T>(fresh2, v128.mul<T>(gradient, gradient));
    const variance = v128.add<T>(v128.mul<T>(beta2, v128.load(s)), square);
    v128.store(m, mean);
    v128.store(s, variance);
    const deviation = v128.add<T>(v128.div<T>(v128.sqrt<T>(variance), root2), epsilon);
    v128.store(p, v128.sub<T>(v128.load(p), v128.div<T>(v128.mul<T>(rate, mean), deviation)));
  }
}

export function descendF32(p: usize, g: usize, length: usize, settings: usize): void {
  descend<f32>(p, g, length, settings);
}

export function descendF64(p: usize, g: usize, length: usize, settings: usize): void {
  descend<f64>(p, g, length, settings);
}

export function momentumF32(p: usize, g: usize, v: usize, length: usize, settings: usize): void {
  momentum<f32>(p, g, v, length, settings);
}

export function momentumF64(p: usize, g: usize, v: usize, length: usize, settings: usize): void {
  momentum<f64>(p, g, v, length, settings);
}

export function rmsPropF32(p: usize, g: usize, s: usize, length: usize, settings: usize): void {
  rmsProp<f32>(p, g, s, length, settings);
}

export function rmsPropF64(p: usize, g: usize, s: usize, length: usize, settings: usize): void {
  rmsProp<f64>(p, g, s, length, settings);
}

export function adamF32(p: usize, g: usize, m: usize, s: usize, length: usize, settings: usize): void {
  adam<f32>(p, g, m, s, length, settings);
}

export function adamF64(p: usize, g: usize, m: usize, s: usize, length: usize, settings: usize): void {
  adam<f64>(p, g, m, s, length, settings);
}
