/**
 * nbgrader's cell metadata, version 3 (`metadata.nbgrader`), so that notebooks can travel between nbgrader and EDF Lab:
 * its schema, and the checksum by which nbgrader notices a changed cell.
 */
import { createHash } from 'node:crypto';
import { Ajv } from 'ajv';
import type { Cell, CellType, Notebook } from './notebook.js';

export interface NbgraderMetadata {
  schema_version: 3;
  grade: boolean;
  locked: boolean;
  solution: boolean;
  task?: boolean;
  grade_id?: string;
  points?: number;
  checksum?: string;
  cell_type?: CellType;
}

/** The schema of `metadata.nbgrader`. Points belong to graded cells, and to tasks that a person reads, and to no others. */
export const nbgraderSchema = {
  type: 'object',
  properties: {
    schema_version: { const: 3 },
    grade: { type: 'boolean' },
    locked: { type: 'boolean' },
    solution: { type: 'boolean' },
    task: { type: 'boolean' },
    grade_id: { type: 'string', pattern: '^[A-Za-z0-9_-]+$' },
    points: { type: 'number', minimum: 0 },
    checksum: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    cell_type: { enum: ['code', 'markdown', 'raw'] },
  },
  required: ['schema_version', 'grade', 'locked', 'solution'],
  additionalProperties: false,
  if: { properties: { grade: { const: true } } },
  then: { required: ['points', 'grade_id'] },
  else: {
    if: { not: { properties: { task: { const: true } }, required: ['task'] } },
    then: { not: { required: ['points'] } },
  },
} as const;

const ajv = new Ajv({ strict: false, allErrors: true });
const isNbgrader = ajv.compile<NbgraderMetadata>(nbgraderSchema);

/** An instructor's cell's metadata, or undefined when it has none. @throws when it is there and wrong */
export function nbgraderMetadata(cell: Cell): NbgraderMetadata | undefined {
  const metadata = cell.metadata.nbgrader;
  if (metadata === undefined) return undefined;
  if (isNbgrader(metadata)) return metadata;
  const name = (metadata as { grade_id?: unknown }).grade_id;
  throw new Error(
    `The nbgrader metadata of the cell ${typeof name === 'string' ? `'${name}'` : 'without a grade_id'} is wrong: ${explained(metadata)}.`,
  );
}

/** What the schema says of wrong metadata, in words where its own say little. */
function explained(metadata: unknown): string {
  const { schema_version: version } = metadata as { schema_version?: unknown };
  if (typeof version === 'number' && version < 3)
    return `schema_version is ${version}, expected 3: an older nbgrader wrote it, and \`nbgrader update\` renews it`;
  if (isNbgrader.errors?.some(({ keyword }) => keyword === 'not'))
    return 'it has points and is neither graded nor a task';
  return ajv.errorsText(isNbgrader.errors, { dataVar: 'nbgrader' });
}

/** Python's `str(float(x))`. */
function pythonFloat(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

const pythonBoolean = (value: boolean): string => (value ? 'True' : 'False');

/** nbgrader's checksum of a cell: md5 of what must not change between release and submission. */
export function checksum(source: string, cellType: CellType, metadata: NbgraderMetadata): string {
  const { grade, solution } = metadata;
  const locked = solution ? false : grade || metadata.locked;
  const hash = createHash('md5').update(source).update(cellType);
  for (const flag of [grade, solution, locked]) hash.update(pythonBoolean(flag));
  hash.update(metadata.grade_id ?? '');
  if (grade) hash.update(pythonFloat(metadata.points ?? 0));
  return hash.digest('hex');
}

/** The instructor's tagged cells by `grade_id`, in order. @throws when metadata is wrong or a name is used twice */
export function taggedCells(notebook: Notebook): Map<string, { cell: Cell; metadata: NbgraderMetadata }> {
  const tagged = new Map<string, { cell: Cell; metadata: NbgraderMetadata }>();
  for (const cell of notebook.cells) {
    const metadata = nbgraderMetadata(cell);
    if (!metadata?.grade_id) continue;
    if (tagged.has(metadata.grade_id)) throw new Error(`Two cells have the grade_id '${metadata.grade_id}'.`);
    tagged.set(metadata.grade_id, { cell, metadata });
  }
  return tagged;
}

/** The `grade_id` a submission's cell claims, whatever else its metadata says. */
export function claimedGradeId(cell: Cell): string | undefined {
  const metadata = cell.metadata.nbgrader;
  const id =
    typeof metadata === 'object' && metadata !== null
      ? (metadata as { grade_id?: unknown }).grade_id
      : undefined;
  return typeof id === 'string' ? id : undefined;
}
