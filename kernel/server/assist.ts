// Completion, inspection and completeness: the compiler's answers in the protocol's form. They come while a cell runs.
import type { RemoteCompiler } from '../compile/remote.js';
import { codePointsFromUtf16, utf16FromCodePoints } from '../compile/positions.js';
import type { CompleteRequest, InspectRequest, IsCompleteRequest } from '../wire/messages.js';

export async function completeReply(
  compiler: RemoteCompiler,
  { code, cursor_pos }: CompleteRequest,
): Promise<object> {
  const { items, start, end } = await compiler.complete(code, utf16FromCodePoints(code, cursor_pos));
  const position = (utf16: number) => codePointsFromUtf16(code, utf16);
  return {
    status: 'ok',
    matches: items.map(({ text }) => text),
    cursor_start: position(start),
    cursor_end: position(end),
    metadata: {
      // Read by JupyterLab: the kind of each proposal, shown beside it.
      _jupyter_types_experimental: items.map(({ text, type, signature }) => ({
        text,
        type,
        start: position(start),
        end: position(end),
        ...(signature === undefined ? {} : { signature }),
      })),
    },
  };
}

export async function inspectReply(compiler: RemoteCompiler, request: InspectRequest): Promise<object> {
  const { code, cursor_pos, detail_level } = request;
  const found = await compiler.inspect(
    code,
    utf16FromCodePoints(code, cursor_pos),
    detail_level === 1 ? 1 : 0,
  );
  // What TypeScript says of a name that it does not know.
  const isKnown = found !== undefined && found.text !== 'any';
  const data = isKnown ? { 'text/markdown': found.markdown, 'text/plain': found.text } : {};
  return { status: 'ok', found: isKnown, data, metadata: {} };
}

export async function isCompleteReply(
  compiler: RemoteCompiler,
  { code }: IsCompleteRequest,
): Promise<object> {
  return compiler.isComplete(code);
}
