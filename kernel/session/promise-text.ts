// A promise is shown with its value alone. While Node follows asynchronous calls it marks every promise, among other things
// with the cell that made it, and would show all of that.
import { inspect, type InspectOptions } from 'node:util';

function promiseText(this: object, depth: number, options: InspectOptions): string {
  for (const mark of Object.getOwnPropertySymbols(this))
    Reflect.defineProperty(this, mark, { enumerable: false });
  // In its own eyes it has no way of its own to be shown from here on.
  const isBare = Reflect.defineProperty(this, inspect.custom, { value: undefined });
  return isBare ? inspect(this, { ...options, depth }) : 'Promise {}';
}

export function showPromisesBare(): void {
  Object.defineProperty(Promise.prototype, inspect.custom, { value: promiseText, configurable: true });
}
