/** Whether an import names a package that the kernel itself brings: notebooks, and files beside them, may import it from any folder. */
export function isOwnPackage(specifier: string): boolean {
  return /^(?:edflab|tslab|ndarray)(?:\/|$)/.test(specifier);
}
