/**
 * Takes away what reaches other processes by a signal. Where a namespace hides them this is a second lock; where there is none,
 * `kill(-1)` would end the grader itself. Node's permission model closes the ways back: bindings, processes, the inspector.
 */
export function disarm(): void {
  for (const name of ['kill', '_kill', '_debugProcess', '_debugEnd']) Reflect.deleteProperty(process, name);
}
