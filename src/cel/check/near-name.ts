// The name that somebody may have meant who wrote another one.

/** Longer names are not compared: the work grows with the square. */
const LONGEST = 64;

/** `, did you mean 'x'?` with the nearest of `names`, or nothing where none is near. Of equally near ones the first by code unit. */
export function didYouMean(written: string, names: Iterable<string>): string {
  let nearest: string | undefined;
  let least = written.length <= 5 ? 2 : 3;
  for (const name of [...new Set(names)].sort()) {
    const distance = slips(written.toLowerCase(), name.toLowerCase(), least);
    if (name !== written && distance < least) [nearest, least] = [name, distance];
  }
  return nearest === undefined ? '' : `, did you mean '${nearest}'?`;
}

/** How many letters to add, drop or change; `bound` where it is that many or more. */
function slips(left: string, right: string, bound: number): number {
  if (Math.abs(left.length - right.length) >= bound || left.length > LONGEST) return bound;
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + Number(left[i - 1] !== right[j - 1]);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(row[right.length] ?? bound, bound);
}
