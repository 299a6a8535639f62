// The JSON form of a report, as schemas/report.schema.json promises it.
import type { Report } from './report.ts';

/** One JSON object with a final newline; the same report gives the same bytes. */
export function toJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
