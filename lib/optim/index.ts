// Optimisers: what to do with a gradient once it is there.
export { Optimizer } from './optimizer.js';
export { Momentum, SGD } from './sgd.js';
export { RMSProp } from './rmsprop.js';
export { Adam } from './adam.js';
