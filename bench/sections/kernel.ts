// Our kernel beside others, over their own sockets and with one client for all: how quickly it starts, answers and stops.
import { gridFigures } from '../grid.js';
import { race, type Contestant } from '../measure.js';
import { type KernelPeer, KernelPool, workplace } from '../peers/kernels.js';
import { Cannot } from '../peers/running-kernel.js';
import type { Case, Section } from '../section.js';
import { type Row, rows } from './kernel-rows.js';

/** All kernels take turns at one row; one that cannot do it is out, and the remark says how that shows. */
async function contest(
  row: Row,
  kernels: readonly KernelPeer[],
  pool: KernelPool,
  rounds: number,
): Promise<Case> {
  const remarks: Record<string, string> = {};
  for (const { name, checksTypes } of kernels) if (row.typed && !checksTypes) remarks[name] = 'untyped';
  const out = new Set<KernelPeer>();
  const measure = async (peer: KernelPeer): Promise<number | undefined> => {
    if (out.has(peer)) return undefined;
    try {
      const measured = await row.measure(pool, peer);
      if (typeof measured === 'number') return measured;
      remarks[peer.name] = measured.wanting;
      return measured.seconds;
    } catch (error) {
      if (!(error instanceof Cannot)) throw error;
      remarks[peer.name] = error.message;
      out.add(peer);
      // What it was asked to do may still be going on.
      await pool.drop(peer);
      return undefined;
    }
  };
  const contestants = kernels.map((peer): Contestant => ({ name: peer.name, measure: () => measure(peer) }));
  if (!row.cold) await race(contestants, 1);
  const results = await race(contestants, Math.min(rounds, row.turns));
  return { name: row.name, work: 1, results, must: row.must, remarks };
}

export const kernelSection: Section = {
  name: 'kernel',
  async run({ kernels }, { rounds, say }) {
    const place = workplace();
    const pool = new KernelPool(place);
    const cases: Case[] = [];
    try {
      for (const row of rows) {
        say(row.name);
        cases.push(await contest(row, kernels, pool, rounds));
      }
    } finally {
      await pool.end();
      place.remove();
    }
    return { tables: [{ title: 'Kernels', unit: 'ms', cases }], figures: gridFigures(cases) };
  },
};
