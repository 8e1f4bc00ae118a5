/**
 * Which submissions are alike: the same code after renaming, and the same mistakes. What everybody was given does not count, and
 * what many have counts for little. It says where to look and nothing more.
 */
import { equalParts, type EqualPart, type FingerprintedCell } from './equal-parts.js';
import { grams, noise, winnow } from './fingerprints.js';
import { otherCells, type ComparedSubmission, type Given, type Mistake, type Part } from './submissions.js';
import { declaredNames, tokensOf, wordsOf, type Token } from './tokens.js';

export interface Span {
  start: number;
  end: number;
}

/** A part of a cell that two submissions have in common, in characters of their cells. */
export interface SharedPart {
  a: Span;
  b: Span;
  /** How many tokens of it were not given; it begins and ends with such a one. */
  tokens: number;
  /** How many students have it. */
  holders: number;
}

export interface SimilarAnswer {
  id: string;
  title: string;
  /** 0 to 1. */
  similarity: number;
  /** How many tokens are in both and were not given; rare ones count in full. */
  tokens: number;
  sources: [string, string];
  parts: SharedPart[];
}

export interface SharedMistake {
  id: string;
  title: string;
  summary: string;
  holders: number;
}

export interface SimilarPair {
  a: ComparedSubmission;
  b: ComparedSubmission;
  /** 0 to 1; made of both kinds of evidence. */
  similarity: number;
  code: number;
  answers: SimilarAnswer[];
  mistakes: SharedMistake[];
}

/** Added to the length of what is compared: a short answer that is the same says less than a long one. In tokens. */
const doubt = 40;
/** What one rare mistake in common leaves to chance: two beginners may well have made the same; more than two they have not. */
const chance = 0.6;
/** Fragments that count for less than this lead to no pair. */
const leastWeight = 0.25;

interface Cell extends FingerprintedCell {
  source: string;
  /** Whether a token is the writer's own. */
  isOwn: boolean[];
  own: number;
}

/** How much it says that `holders` of `students` have something: 1 where two have it, 0 where all do. */
function weight(holders: number, students: number): number {
  if (students <= 2) return 1;
  return Math.max(0, Math.min(1, Math.log(students / (holders - 1)) / Math.log(students)));
}

/** @returns pairs of submissions of different students, the most similar first */
export function compareSubmissions(submissions: ComparedSubmission[], given: Given): SimilarPair[] {
  const students = new Set(submissions.map(({ student }) => student)).size;
  const pairs = new Map<string, Omit<SimilarPair, 'similarity' | 'code'>>();
  const pairOf = (i: number, j: number) => {
    const key = `${i} ${j}`;
    let pair = pairs.get(key);
    if (!pair) {
      pair = { a: submissions[i], b: submissions[j], answers: [], mistakes: [] };
      pairs.set(key, pair);
    }
    return pair;
  };
  const owned = submissions.map(() => 0);

  for (const part of given.parts) {
    const cells = fingerprintAll(part, submissions, given);
    cells.forEach((cell, i) => (owned[i] += cell?.own ?? 0));
    const holders = holdersOf(
      cells.map((cell) => cell?.fingerprints.map(({ hash }) => hash) ?? []),
      submissions,
    );
    for (const [i, j] of candidates(holders, students, submissions)) {
      const answer = compareCells(part, cells[i]!, cells[j]!, holders, students);
      if (answer) pairOf(i, j).answers.push(answer);
    }
    const signatures = submissions.map(({ mistakes }) => mistakes.get(part.id)?.signature);
    const alike = holdersOf(
      signatures.map((text) => (text === undefined ? [] : [text])),
      submissions,
    );
    for (const [i, j] of candidates(alike, students, submissions)) {
      const { signature, summary } = submissions[i].mistakes.get(part.id) as Mistake;
      const { id, title } = part;
      pairOf(i, j).mistakes.push({
        id,
        title,
        summary,
        holders: alike.get(signature)!.students,
      });
    }
  }
  return Array.from(pairs, ([key, pair]) => {
    const [i, j] = key.split(' ').map(Number);
    return judge(pair, Math.min(owned[i], owned[j]), students);
  }).sort((x, y) => y.similarity - x.similarity || byName(x, y));
}

function judge(
  { a, b, answers, mistakes }: Omit<SimilarPair, 'similarity' | 'code'>,
  own: number,
  students: number,
): SimilarPair {
  const whole = answers.reduce((sum, { tokens }) => sum + tokens, 0) / (own + doubt);
  const code = Math.min(1, Math.max(whole, ...answers.map(({ similarity }) => similarity)));
  const evidence = mistakes.reduce((sum, { holders }) => sum + weight(holders, students), 0);
  const similarity = 1 - (1 - code) * chance ** evidence;
  return { a, b, similarity, code, answers: answers.sort((x, y) => y.similarity - x.similarity), mistakes };
}

function byName(x: SimilarPair, y: SimilarPair): number {
  const [one, other] = [x, y].map(({ a, b }) => `${a.student}\0${b.student}`);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The cells of one question, by submission; undefined where nothing in it is the writer's own. */
function fingerprintAll(part: Part, submissions: ComparedSubmission[], given: Given): (Cell | undefined)[] {
  const names =
    part.id === otherCells.id ? new Set<string>() : declaredNames(given.released.get(part.id) ?? '');
  const tokenise = (source: string): Token[] => (part.isProse ? wordsOf(source) : tokensOf(source, names));
  const known = new Set(given.cells.flatMap((source) => grams(tokenise(source))));
  return submissions.map(({ sources }) => {
    const source = sources.get(part.id);
    if (source === undefined) return undefined;
    const tokens = tokenise(source);
    const all = grams(tokens);
    const isOwn = tokens.map(() => true);
    all.forEach((gram, at) => known.has(gram) && isOwn.fill(false, at, at + noise));
    const own = isOwn.filter(Boolean).length;
    const fingerprints = winnow(all, (gram) => !known.has(gram));
    return fingerprints.length === 0 ? undefined : { source, tokens, isOwn, own, fingerprints };
  });
}

/** Who has something. */
interface Holders {
  /** Which submissions, by their index. */
  submissions: number[];
  /** How many students. */
  students: number;
}

/** For every mark, who has it. */
function holdersOf<Mark>(marks: Mark[][], submissions: ComparedSubmission[]): Map<Mark, Holders> {
  const found = new Map<Mark, number[]>();
  submissions.forEach((_, i) => {
    for (const mark of new Set(marks[i])) {
      const list = found.get(mark);
      if (list) list.push(i);
      else found.set(mark, [i]);
    }
  });
  return new Map(
    Array.from(found, ([mark, list]) => [
      mark,
      { submissions: list, students: new Set(list.map((i) => submissions[i].student)).size },
    ]),
  );
}

/** Pairs of submissions, of different students, that have something in common which says enough. */
function candidates<Mark>(
  holders: Map<Mark, Holders>,
  students: number,
  submissions: ComparedSubmission[],
): [number, number][] {
  const pairs = new Map<string, [number, number]>();
  for (const { submissions: list, students: count } of holders.values()) {
    if (count < 2 || weight(count, students) < leastWeight) continue;
    list.forEach((i, index) => {
      for (const j of list.slice(index + 1))
        if (submissions[i].student !== submissions[j].student) pairs.set(`${i} ${j}`, [i, j]);
    });
  }
  return [...pairs.values()];
}

function compareCells(
  { id, title }: Part,
  one: Cell,
  other: Cell,
  holders: Map<number, Holders>,
  students: number,
): SimilarAnswer | undefined {
  let tokens = 0;
  const parts = equalParts(one, other).flatMap((part): SharedPart[] => {
    const own = ownTokens(part, one, other);
    if (own.length === 0) return [];
    // A part is at most as common as the rarest thing in it.
    const count = Math.min(...part.hashes.map((hash) => holders.get(hash)!.students));
    tokens += own.length * weight(count, students);
    const [first, last] = [own[0], own.at(-1)!];
    const a = { start: one.tokens[part.a + first].start, end: one.tokens[part.a + last].end };
    const b = { start: other.tokens[part.b + first].start, end: other.tokens[part.b + last].end };
    return [{ a, b, tokens: own.length, holders: count }];
  });
  if (tokens < 1) return undefined;
  const similarity = Math.min(1, tokens / (Math.min(one.own, other.own) + doubt));
  return { id, title, similarity, tokens, sources: [one.source, other.source], parts };
}

/** Which tokens of a part, counted from its beginning, were not given in either cell. */
function ownTokens({ a, b, length }: EqualPart, one: Cell, other: Cell): number[] {
  return Array.from({ length }, (_, at) => at).filter((at) => one.isOwn[a + at] && other.isOwn[b + at]);
}
