/** Notebooks as they are stored: checked before they replace a file, written as nbformat writes them so that diffs stay small. */
import { HttpError } from '../errors.js';

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) =>
  typeof value === 'string' || (Array.isArray(value) && value.every((line) => typeof line === 'string'));

/** The first reason why `content` is not a notebook, format 4; undefined if it is one. */
export function whatIsWrong(content: unknown): string | undefined {
  if (!isObject(content)) return 'it is not a JSON object';
  if (typeof content.nbformat !== 'number') return 'nbformat is not a number';
  if (content.nbformat !== 4)
    return `nbformat is ${content.nbformat}, and only notebooks of format 4 can be opened`;
  if (typeof content.nbformat_minor !== 'number') return 'nbformat_minor is not a number';
  if (!isObject(content.metadata)) return 'metadata is not an object';
  if (!Array.isArray(content.cells)) return 'cells is not a list';
  for (const [index, cell] of content.cells.entries()) {
    const problem = whatIsWrongInCell(cell);
    if (problem) return `cells[${index}]${problem}`;
  }
  return undefined;
}

function whatIsWrongInCell(cell: unknown): string | undefined {
  if (!isObject(cell)) return ' is not an object';
  if (!['code', 'markdown', 'raw'].includes(cell.cell_type as string))
    return '.cell_type is none of code, markdown, raw';
  if (!isObject(cell.metadata)) return '.metadata is not an object';
  if (!isText(cell.source)) return '.source is not text';
  if (cell.cell_type !== 'code') return undefined;
  if (
    !Array.isArray(cell.outputs) ||
    !cell.outputs.every((output) => isObject(output) && typeof output.output_type === 'string')
  ) {
    return '.outputs is not a list of outputs';
  }
  if (cell.execution_count !== null && typeof cell.execution_count !== 'number')
    return '.execution_count is neither null nor a number';
  return undefined;
}

export function parseNotebook(text: string, path: string): JsonObject {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new HttpError(
      400,
      `${path} cannot be opened as a notebook: it is not JSON (${(error as Error).message}).`,
    );
  }
  const problem = whatIsWrong(content);
  if (problem) throw new HttpError(400, `${path} cannot be opened as a notebook: ${problem}.`);
  return mapTexts(content as JsonObject, joined);
}

/** Throws before a file is touched. */
export function assertNotebook(content: unknown, path: string): asserts content is JsonObject {
  const problem = whatIsWrong(content);
  if (problem) throw new HttpError(400, `${path} was not saved, the file on disk is unchanged: ${problem}.`);
}

export function serialiseNotebook(content: JsonObject): string {
  return `${JSON.stringify(sortKeys(mapTexts(content, lines)), null, 1)}\n`;
}

/**
 * Changes every text of a notebook that nbformat stores as a list of lines: sources, streams, and textual data of outputs.
 * On disk they are lists; in the page they must be strings.
 */
function mapTexts(notebook: JsonObject, change: (text: unknown) => unknown): JsonObject {
  const ofBundle = (bundle: unknown) =>
    isObject(bundle)
      ? mapValues(bundle, (value, mime) => (isLineMime(mime) ? change(value) : value))
      : bundle;
  const ofOutput = (output: JsonObject): JsonObject => ({
    ...output,
    ...(output.output_type === 'stream' && { text: change(output.text) }),
    ...(isObject(output.data) && { data: ofBundle(output.data) }),
  });
  const cells = (notebook.cells as JsonObject[]).map((cell) => ({
    ...cell,
    source: change(cell.source),
    ...(isObject(cell.attachments) && { attachments: mapValues(cell.attachments, ofBundle) }),
    ...(Array.isArray(cell.outputs) && { outputs: cell.outputs.map(ofOutput) }),
  }));
  return { ...notebook, cells };
}

const isLineMime = (mime: string) =>
  mime.startsWith('text/') || mime === 'application/javascript' || mime === 'image/svg+xml';
const lines = (text: unknown) => (typeof text === 'string' ? (text.match(/[^\n]*\n|[^\n]+$/g) ?? []) : text);
const joined = (text: unknown) => (Array.isArray(text) ? text.join('') : text);

function mapValues(object: JsonObject, change: (value: unknown, key: string) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

/** What File > New > Notebook creates. */
export const emptyNotebook = (): JsonObject => ({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 });
