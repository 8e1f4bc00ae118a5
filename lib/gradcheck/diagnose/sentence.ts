// Sentences out of parts.

/** Begins with a capital, unless it begins with a name out of the code. */
export function sentence(text: string): string {
  return /^(a|all|every|in|it|one|only|operations|the|there|what|where|with|perhaps) /.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;
}
