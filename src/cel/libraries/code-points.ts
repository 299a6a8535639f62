// Positions in texts: expressions count code points, the host's strings UTF-16 units.

/** How many code points the text has. */
export function countPoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length - 1; at += 1) {
    if (startsPair(text, at)) {
      pairs += 1;
      at += 1;
    }
  }
  return text.length - pairs;
}

/** The unit at which the code point of this number begins, the end for their count; undefined outside of the text. */
export function unitOfPoint(text: string, point: bigint): number | undefined {
  if (point < 0n || point > BigInt(text.length)) return undefined;
  let left = Number(point);
  let at = 0;
  for (; left > 0 && at < text.length; left -= 1) at += startsPair(text, at) ? 2 : 1;
  return left === 0 ? at : undefined;
}

function startsPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff;
}
