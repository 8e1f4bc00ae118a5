// The preloaded function or class whose call a place is in: its documentation may say what went wrong there.
import ts from './typescript.cjs';

/** `np.matmul` for a problem inside `np.matmul(x, W)`; undefined where no preloaded name is called. */
export function documentedCall(
  file: ts.SourceFile,
  { start: position = 0, length = 0 }: Pick<ts.Diagnostic, 'start' | 'length'>,
  isPreloaded: (name: string) => boolean,
): string | undefined {
  let found: string | undefined;
  const visit = (node: ts.Node): void => {
    if (position < node.pos || position >= node.end) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const name = node.expression.getText(file);
      // A call that is itself the argument complained of is not the one that complains.
      const isArgument = node.getStart(file) === position && node.end === position + length;
      if (/^[\w$]+(?:\.[\w$]+)*$/.test(name) && isPreloaded(name.split('.')[0]))
        found = isArgument ? (found ?? name) : name;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
