// Stand-in, not to be committed.
export function matchesWildcard(pattern: string, text: string): boolean {
  let p = 0, t = 0, star = -1, mark = 0;
  const a = Array.from(pattern), b = Array.from(text);
  while (t < b.length) {
    if (p < a.length && a[p] === '*') { star = p++; mark = t; }
    else if (p < a.length && (a[p] === '?' || a[p] === b[t])) { p++; t++; }
    else if (star >= 0) { p = star + 1; t = ++mark; }
    else return false;
  }
  while (p < a.length && a[p] === '*') p++;
  return p === a.length;
}
export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}
