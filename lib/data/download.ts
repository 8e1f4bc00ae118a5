// Downloads a file of known content: from the first mirror that has it, with progress, checked before it is used.

/** A file by name, with what it must be. */
export interface KnownFile {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, hexadecimal. */
  readonly sha256: string;
}

/** How far a download has come. */
export interface DownloadProgress {
  readonly file: string;
  readonly received: number;
  readonly total: number;
}

/**
 * The content of `file` from the first of `mirrors` (addresses that end in `/`) that has it whole and unchanged.
 * @throws Error that says what went wrong at each mirror
 */
export async function download(
  file: KnownFile,
  mirrors: readonly string[],
  onProgress: (progress: DownloadProgress) => void = () => {},
): Promise<Uint8Array> {
  const failures: string[] = [];
  for (const mirror of mirrors) {
    try {
      const bytes = await fetchBytes(mirror + file.name, (received) =>
        onProgress({ file: file.name, received, total: file.bytes }),
      );
      const problem = await mismatch(file, bytes);
      if (problem === null) return bytes;
      failures.push(`${mirror}: ${problem}`);
    } catch (error) {
      const { message, cause } = error as Error;
      failures.push(`${mirror}: ${message}${cause instanceof Error ? ` (${cause.message})` : ''}`);
    }
  }
  throw new Error(`download: could not get ${file.name}\n  ${failures.join('\n  ')}`);
}

/** How `bytes` differ from the file they should be, or null. */
export async function mismatch(file: KnownFile, bytes: Uint8Array): Promise<string | null> {
  if (bytes.length !== file.bytes) return `${file.name} has ${bytes.length} bytes, expected ${file.bytes}`;
  const digest = await sha256(bytes);
  return digest === file.sha256 ? null : `${file.name} has SHA-256 ${digest}, expected ${file.sha256}`;
}

export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function fetchBytes(url: string, onReceived: (received: number) => void): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${response.status} ${response.statusText}`);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    onReceived((received += next.value.length));
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
