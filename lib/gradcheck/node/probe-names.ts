// The probes of a battery, by what they try: what judges, diagnoses and reports call them.

/** Names of the probes that the judges know something special about. */
export const probeNames = {
  draw: 'a random draw',
  square: 'square shapes',
  equal: 'all dimensions equal',
  single: 'B = 1',
  pair: 'B = 2',
  many: 'many examples',
  wide: 'long rows',
  zeroUpstream: 'a zero upstream gradient',
  upstreams: 'several upstream gradients for one forward',
  twice: 'backward twice',
  prefilled: 'gradients that already hold 7',
  parts: 'an upstream gradient that arrives in two parts',
  newData: 'a second forward with new data',
  newBatch: 'a batch size that changes between calls',
  diamond: 'two nodes on one input',
  shared: 'two nodes that share parameters',
  separate: 'two nodes side by side',
  sameInput: 'one node for both inputs',
  chain: 'a node on top of another of its kind',
  convention: "the other convention (EDF2018: a parameter's addgrad sums)",
  float32: 'float32',
  sizes: 'numbers from 1e-9 to 30',
  extremes: 'extreme inputs',
  kinks: 'inputs exactly at a kink',
} as const;

/** Names of probes that are there for every axis, or for every source. */
export const probeNamed = {
  length: (dimension: string, length: number | string) => `${dimension} = ${length}`,
  zero: (label: string) => `${label} all zero`,
};

/** In the probe `upstreams`: the first pass whose upstream gradient is one of those before, many times larger or smaller. */
export const scaledFrom = 4;

/** The value that gradients hold before the backward of the probe `prefilled`. */
export const prefill = 7;
