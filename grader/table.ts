/** The small tables that a person writes beside a batch: CSV with a heading, or JSON that nests the same columns. */
import { parse } from 'csv-parse/sync';

export interface Row {
  fields: string[];
  /** File and place, for messages. */
  where: string;
}

/**
 * The rows of a table with these columns. A file called `.json` holds `{ "ada": { "essay": 6 } }` in place of rows.
 * @throws Error that names file, place and what was expected
 */
export function readTable(text: string, file: string, columns: string[]): Row[] {
  return file.endsWith('.json') ? rowsOfJson(text, file, columns) : rowsOfCsv(text, file, columns);
}

function rowsOfCsv(text: string, file: string, columns: string[]): Row[] {
  const wanted = columns.join(',');
  const [heading, ...rows] = parseCsv(text, file);
  if (heading?.fields.join(',') !== wanted)
    throw new Error(
      `${file} must begin with the line ${wanted}, got ${heading?.fields.join(',') || 'nothing'}.`,
    );
  for (const { fields, where } of rows)
    if (fields.length !== columns.length)
      throw new Error(`${where} has ${fields.length} fields, expected ${wanted}.`);
  return rows;
}

function parseCsv(text: string, file: string): Row[] {
  const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true };
  try {
    const records = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ fields: record, where: `${file}, line ${info.lines}` }));
  } catch (error) {
    throw new Error(`${file} is no CSV table: ${(error as Error).message}.`, { cause: error });
  }
}

function rowsOfJson(text: string, file: string, columns: string[]): Row[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}.`, { cause: error });
  }
  const rows = (value: unknown, path: string[]): Row[] => {
    const where = [file, path.join('.')].filter(Boolean).join(', ');
    if (path.length === columns.length - 1) {
      if (typeof value === 'number' || typeof value === 'string')
        return [{ fields: [...path, String(value)], where }];
      throw new Error(`${where} must be a ${columns.at(-1)}, got ${JSON.stringify(value)}.`);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Error(`${where} must be an object with a key for each ${columns[path.length]}.`);
    return Object.entries(value).flatMap(([key, inner]) => rows(inner, [...path, key]));
  };
  return rows(json, []);
}
