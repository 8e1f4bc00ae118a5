// What is known about the name under the cursor: its signature, its documentation and, if asked for, its source.
import ts from './typescript.cjs';
import { topLevelNames } from './names.js';
import type { Inspection } from './types.js';

interface Description {
  signature: string;
  documentation: string;
  tags: readonly ts.JSDocTagInfo[];
}

export function inspect(
  service: ts.LanguageService,
  path: string,
  position: number,
  sourceOf: (definition: ts.DefinitionInfo) => string | undefined,
  detail: 0 | 1,
): Inspection | undefined {
  const { description, at } = describe(service, path, position);
  if (description === undefined) return undefined;
  const definition = detail === 1 ? service.getDefinitionAtPosition(path, at)?.[0] : undefined;
  const source = definition && sourceOf(definition);
  const tags = description.tags.map(tagLine).filter((line) => line !== '');
  const parts = [
    fence(description.signature),
    description.documentation,
    tags.map((line) => `- ${line}`).join('\n'),
    source === undefined ? '' : `**Source**\n\n${fence(source)}`,
  ];
  const plain = [description.signature, description.documentation, tags.join('\n'), source ?? ''];
  const join = (pieces: string[]): string => pieces.filter((piece) => piece !== '').join('\n\n');
  return { markdown: join(parts), text: join(plain) };
}

/** The name at the cursor, else the one that ends there, else the call whose arguments surround it. */
function describe(
  service: ts.LanguageService,
  path: string,
  position: number,
): { description?: Description; at: number } {
  for (const at of [position, position - 1]) {
    const info = at < 0 ? undefined : service.getQuickInfoAtPosition(path, at);
    if (info === undefined) continue;
    const signature = signatureText(ts.displayPartsToString(info.displayParts));
    const documentation = ts.displayPartsToString(info.documentation);
    return { description: { signature, documentation, tags: info.tags ?? [] }, at };
  }
  const help = service.getSignatureHelpItems(path, position, undefined);
  if (help === undefined) return { at: position };
  const item = help.items[help.selectedItemIndex];
  const parameters = item.parameters.map((parameter) => ts.displayPartsToString(parameter.displayParts));
  const separator = ts.displayPartsToString(item.separatorDisplayParts);
  const signature =
    ts.displayPartsToString(item.prefixDisplayParts) +
    parameters.join(separator) +
    ts.displayPartsToString(item.suffixDisplayParts);
  return {
    description: { signature, documentation: ts.displayPartsToString(item.documentation), tags: item.tags },
    at: help.applicableSpan.start - 2,
  };
}

/** Names of other cells and of the prelude are imported for the checker; nobody wrote that import. */
function signatureText(text: string): string {
  return text
    .replace(/^\(alias\) /, '')
    .replace(/\n(?:import|export) \S+$/, '')
    .replaceAll(/import\("[^"]*"\)\./g, '');
}

function tagLine(tag: ts.JSDocTagInfo): string {
  const text = ts.displayPartsToString(tag.text);
  if (tag.name === 'param') {
    const [name, ...rest] = text.split(' ');
    return `\`${name}\` ${rest.join(' ').replace(/^-\s*/, '')}`;
  }
  if (tag.name === 'returns' || tag.name === 'return') return `returns ${text}`;
  return `${tag.name}: ${tag.name === 'example' ? `\n${fence(text)}` : text}`;
}

function fence(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``;
}

/**
 * The text of a declaration as its author wrote it. What the prologue, the first `shift` characters of the text at `path`, declares is
 * looked up in the cell that defined it: `fileOf` names its file.
 */
export function declarationText(
  program: ts.Program,
  path: string,
  shift: number,
  { fileName, name, textSpan, contextSpan }: ts.DefinitionInfo,
  fileOf: (name: string) => string | undefined,
): string | undefined {
  if (fileName === path && textSpan.start < shift) {
    const defining = fileOf(name);
    const file = defining === undefined ? undefined : program.getSourceFile(defining);
    const declaration = file && topLevelNames(file.statements).get(name)?.declarations.at(-1);
    return declaration && statementOf(declaration).getText(file);
  }
  const { start, length } = contextSpan ?? textSpan;
  return program.getSourceFile(fileName)?.text.slice(start, start + length);
}

function statementOf(node: ts.Node): ts.Node {
  let statement = node;
  while (!ts.isSourceFile(statement.parent)) statement = statement.parent;
  return statement;
}
