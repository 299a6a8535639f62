// A report whose every text tries to be more than text.
import type { Report } from '../../src/report/index.ts';

/** Markup, a script's end, a comment, an address, control characters, a turned reading direction, half a pair. */
export const HOSTILE =
  '</script><script>alert(1)</script><img src="http://evil.example/x" onerror=alert(2)>\'"`<!-- headwater ${alert(3)} {{x}} [a](http://evil.example) @team \u202e\u0000\u001b[2J\ud800';

/** Fields whose value is one of few words or has a form of its own. */
const FIXED = new Set(['apiVersion', 'severity', 'action', 'level', 'code', 'reason', 'diff']);

/** The same report with that behind every text of it. */
export function madeHostile(report: Report): Report {
  // Only texts are replaced, and by texts.
  return changed(report, '') as Report;
}

function changed(value: unknown, key: string): unknown {
  if (typeof value === 'string') {
    if (key === 'diff') return value.replaceAll('\n', `${HOSTILE}\n`);
    if (FIXED.has(key)) return value;
    return key === 'kind' && value === 'Preview' ? value : `${value}${HOSTILE}`;
  }
  if (Array.isArray(value)) return value.map((item) => changed(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, changed(field, name)]));
}
