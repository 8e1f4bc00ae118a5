/**
 * Where random inputs come from. In grading: from the course key, which no student has, mixed with the question and the very
 * bytes handed in, so that no draw is ever shared. In a student's own check: from a key that everybody knows.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { np } from '../lib/array/index.js';
import type { Random } from '../lib/gradcheck/index.js';

export class CourseKey {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The key of `edflab check`, which is no secret. */
  static readonly open = new CourseKey(Buffer.from('edflab: the key of the open check'));

  /** Bytes that nobody without the key can know. */
  derive(...parts: string[]): Buffer {
    const hmac = createHmac('sha256', this.#bytes);
    for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:${part}`);
    return hmac.digest();
  }

  /** The inputs of one question of one submission. */
  random(problemSet: string, question: string, submissionHash: string): Random {
    const bytes = this.derive('inputs', problemSet, question, submissionHash);
    const words = [0, 4, 8, 12].map((offset) => bytes.readUInt32LE(offset)) as [
      number,
      number,
      number,
      number,
    ];
    return new np.random.Generator(words);
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Where the key lies when no `--key` is given: it belongs to the person, not to the course's repository. */
export function defaultKeyFile(): string {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'edflab', 'course.key');
}

/**
 * Reads a key; makes one where the default one is missing.
 * @returns the key, and whether it is new
 * @throws Error when the file is missing, cannot be read or is too short to be a secret
 */
export function readKey(file?: string): { key: CourseKey; created: boolean; path: string } {
  const path = file ?? defaultKeyFile();
  try {
    const bytes = readFileSync(path);
    if (bytes.toString('latin1').trim().length < 16)
      throw new Error(`The key in ${path} is too short: at least 16 bytes are needed.`);
    return { key: new CourseKey(bytes), created: false, path };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    if (file) {
      throw new Error(`There is no key file ${file}. Make one: openssl rand -hex 32 > ${file}`, {
        cause: error,
      });
    }
  }
  const text = `${randomBytes(32).toString('hex')}\n`;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
  chmodSync(path, 0o600);
  return { key: new CourseKey(Buffer.from(text)), created: true, path };
}
