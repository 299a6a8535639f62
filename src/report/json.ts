// The JSON form of a report, as schemas/report.schema.json promises it.
import type { Report } from './report.ts';

/** One JSON object with a final newline; the same report gives the same bytes. A whole number beyond 2^53 in it becomes a text. */
export function toJson(report: Report): string {
  return `${JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`;
}
