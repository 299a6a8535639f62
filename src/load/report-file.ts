// Reads one file whole that another job made: a regular file and no link, of a bounded size, or standard input.
import type { Checked } from '../model/diagnostic.ts';
import { decodeText } from '../yaml/index.ts';
import { inputTrouble, readBounded, readStandardInput, type ReadLimits } from './read-file.ts';

/** Some hundred thousand changes. */
const REPORT_LIMITS: ReadLimits = { fileBytes: 64 * 1024 ** 2, totalBytes: 64 * 1024 ** 2 };

/**
 * The text of the file, `-` for standard input; empty beside an error.
 *
 * Errors  load/unreadable, load/not-a-file, load/limit, load/encoding.
 */
export function readReportFile(file: string): Checked<string> {
  const { value, diagnostics } =
    file === '-' ? fromStandardInput() : readBounded([named(file)], { limits: REPORT_LIMITS });
  const [found] = value;
  if (found === undefined || diagnostics.length > 0) return { value: '', diagnostics };
  const decoded = decodeText(found.bytes);
  if ('text' in decoded) return { value: decoded.text, diagnostics };
  return { value: '', diagnostics: [inputTrouble('load/encoding', file, decoded.problem.message)] };
}

function fromStandardInput(): ReturnType<typeof readBounded> {
  const { value, diagnostics } = readStandardInput(REPORT_LIMITS);
  return { value: [value], diagnostics };
}

function named(file: string): Parameters<typeof readBounded>[0][number] {
  return { path: file, real: file, shown: file };
}
