// How strictly a notebook is checked.
import ts from './typescript.cjs';

/**
 * Strict, because a shape or a null found at compile time is the cheapest lesson there is; with four relaxations for
 * people who are learning: types may be left out (below), a field may be set later than in the constructor
 * (`forward` sets it), a caught error is `any`, and `this` needs no annotation.
 */
export const compilerOptions: ts.CompilerOptions = {
  // Node 20 runs ES2022 and ES2023 as they are; decorators and `using` are lowered.
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  customConditions: ['node'],
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  esModuleInterop: true,
  types: [],
  strict: true,
  strictPropertyInitialization: false,
  useUnknownInCatchVariables: false,
  noImplicitThis: false,
  preserveConstEnums: true,
  skipLibCheck: true,
  sourceMap: true,
  noEmitOnError: false,
};

/**
 * `noImplicitAny` stays on although its errors are ignored: without it `const losses = []` is a `never[]` under strict null
 * checks and nothing can be pushed to it, with it the type grows with what is pushed.
 */
function isImplicitAny(code: number): boolean {
  return code >= 7005 && code <= 7057;
}

/**
 * `x[0]` where `x` is an object of a class that has no such thing: in Python it would be an element, here it is silently
 * undefined. Objects that are written as such, `{ ... }`, may be dictionaries.
 */
function isMissingElement(code: number, message: string): boolean {
  return (
    code === 7053 &&
    /expression of type '(?:-?\d+|number)' can't be used to index type '[A-Z]\w*'/.test(message)
  );
}

export function isIgnored({ code, messageText }: ts.Diagnostic): boolean {
  return isImplicitAny(code) && !isMissingElement(code, ts.flattenDiagnosticMessageText(messageText, '\n'));
}
