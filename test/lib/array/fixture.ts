// Reads what was recorded from NumPy. The scripts that recorded it lie beside the files.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(resolve('test/fixtures', name), 'utf8')) as T;
}
