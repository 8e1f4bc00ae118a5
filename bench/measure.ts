// Measuring side by side: all contestants of one case take turns, round after round, so that whatever else the machine does
// meets all of them alike.

/** Somebody who does the work of a case; `measure` says how many seconds it took once, or undefined if it cannot be done. */
export interface Contestant {
  readonly name: string;
  measure(): number | undefined | Promise<number | undefined>;
}

export interface Result {
  readonly name: string;
  readonly best: number;
  readonly median: number;
}

/** Repeats a body often enough for the clock (2 ms), and gives the seconds of one. */
export function timed(name: string, body: () => unknown): Contestant {
  let repeats = 0;
  const time = (count: number) => {
    const began = performance.now();
    for (let i = 0; i < count; i++) body();
    return (performance.now() - began) / 1e3 / count;
  };
  return {
    name,
    measure: () => {
      if (repeats === 0) {
        for (let i = 0; i < 5; i++) time(1);
        repeats = Math.max(1, Math.ceil(2e-3 / time(3)));
      }
      return time(repeats);
    },
  };
}

/** The same for a body that answers later. */
export function timedAsync(name: string, body: () => Promise<unknown>): Contestant {
  let repeats = 0;
  const time = async (count: number) => {
    const began = performance.now();
    for (let i = 0; i < count; i++) await body();
    return (performance.now() - began) / 1e3 / count;
  };
  return {
    name,
    measure: async () => {
      if (repeats === 0) {
        for (let i = 0; i < 5; i++) await time(1);
        repeats = Math.max(1, Math.ceil(2e-3 / (await time(3))));
      }
      return time(repeats);
    },
  };
}

/**
 * Lets contestants take turns; slow ones (over a second a turn) get fewer, and who cannot do the work is out.
 * `best` is the fastest turn in ten.
 */
export async function race(contestants: readonly Contestant[], rounds: number): Promise<Result[]> {
  const times = contestants.map((): number[] => []);
  const out = new Set<Contestant>();
  for (let round = 0; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const slow = times[i].length >= 2 && times[i][0] > 1;
      if (slow || out.has(contestant)) continue;
      const time = await contestant.measure();
      if (time === undefined) out.add(contestant);
      else times[i].push(time);
    }
  }
  return contestants.flatMap((contestant, i) => {
    if (out.has(contestant)) return [];
    const sorted = times[i].sort((a, b) => a - b);
    return {
      name: contestant.name,
      best: sorted[Math.floor(sorted.length / 10)],
      median: sorted[Math.floor(sorted.length / 2)],
    };
  });
}
