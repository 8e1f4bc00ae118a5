/**
 * Takes away what none of Node's permissions guards: signals and priorities of other processes, sockets that are files (a new one stays
 * behind, an old one may lead to a service of this machine), and what lets V8 write files. Where namespaces hide all that this is a
 * second lock; where there is none, `kill(-1)` would end the grader itself. The permissions close the ways back: bindings,
 * processes, the inspector.
 */
export function disarm(): void {
  remove(process, 'kill', '_kill', '_debugProcess', '_debugEnd');
  remove(process.getBuiltinModule('node:os'), 'setPriority');
  remove(process.getBuiltinModule('node:v8'), 'setFlagsFromString', 'setHeapSnapshotNearHeapLimit');
  // The grader holds the other end of standard output: it is one of those sockets.
  const { _handle: socket } = process.stdout as unknown as { _handle?: object };
  if (socket) remove(Object.getPrototypeOf(socket) as object, 'bind', 'listen', 'connect');
  // The first or second process of a namespace of its own sees no other.
  if (process.pid <= 2) return;
  const { ChildProcess } = process.getBuiltinModule('node:child_process');
  // A handle that has started nothing kills the process whose number happens to lie in its memory.
  const { _handle } = new ChildProcess() as unknown as { _handle: object };
  remove(Object.getPrototypeOf(_handle) as object, 'kill');
}

function remove(from: object, ...names: string[]): void {
  for (const name of names) Reflect.deleteProperty(from, name);
}
