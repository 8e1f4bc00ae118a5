/**
 * Takes away what reaches other processes by a signal. Where a namespace hides them this is a second lock; where there is none,
 * `kill(-1)` would end the grader itself. Node's permission model closes the ways back: bindings, processes, the inspector.
 */
export function disarm(): void {
  for (const name of ['kill', '_kill', '_debugProcess', '_debugEnd']) Reflect.deleteProperty(process, name);
  // The first or second process of a namespace of its own sees no other.
  if (process.pid <= 2) return;
  const { ChildProcess } = process.getBuiltinModule('node:child_process');
  // A handle that has started nothing kills the process whose number happens to lie in its memory.
  const { _handle } = new ChildProcess() as unknown as { _handle: object };
  Reflect.deleteProperty(Object.getPrototypeOf(_handle) as object, 'kill');
}
