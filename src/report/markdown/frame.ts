// Everything of the Markdown but the list of differences: the lines above and below it, each section cut to its share of the room.
import type { Preview } from '../../model/preview.ts';
import type { Report } from '../report.ts';
import { closingLines } from './closing.ts';
import { failureSection, noticeSection, riskSection, warningSection } from './concerns.ts';
import { fitSection, type Section } from './fit.ts';
import { countLine, openingLines, titleOf } from './opening.ts';
import { lengthIn, type MarkdownOptions } from './options.ts';
import { kindSection, ruleSection } from './tables.ts';

/** What stands around the list, as blocks that empty lines part. */
export interface Frame {
  readonly above: readonly string[];
  readonly below: readonly string[];
}

/** The frame of a preview. */
export function frameOf(report: Report, preview: Preview, options: MarkdownOptions): Frame {
  const opening = [...markerOf(options), ...openingLines(report, preview)];
  const below = closingLines(report, preview, options);
  const room = options.limit - lengthIn(options, compose({ above: opening, below }, []));
  const sections = sectionsOf(report, preview).flatMap(
    ({ section, share }) => fitSection(section, Math.floor(room * share) - 2, options) ?? [],
  );
  return { above: [...opening, ...sections], below };
}

/** The text of a frame with these blocks in it. */
export function compose({ above, below }: Frame, blocks: readonly string[]): string {
  return `${[...above, ...blocks, ...below].filter((block) => block !== '').join('\n\n')}\n`;
}

/** For limits that the frame itself is too long for: as much of the beginning as fits. */
export function shortest(report: Report, preview: Preview, options: MarkdownOptions): string {
  const marker = markerOf(options);
  const title = `## ${titleOf(report, preview)}`;
  const count = countLine(report, preview);
  const forms = [
    [...marker, title, count, 'There is no room for more here.'],
    [...marker, title, count],
    [...marker, count],
    marker,
  ];
  const texts = forms.map((blocks) => compose({ above: blocks, below: [] }, []));
  return texts.find((text) => lengthIn(options, text) <= options.limit) ?? '';
}

function markerOf({ marker }: MarkdownOptions): readonly string[] {
  return marker === undefined ? [] : [marker];
}

/** In the order in which they are shown, with the share of the room that each may take; the list has what is left. */
function sectionsOf(
  report: Report,
  preview: Preview,
): readonly { readonly section: Section; readonly share: number }[] {
  if (!preview.computed) return [{ section: failureSection(report, preview), share: 1 }];
  return [
    { section: riskSection(preview), share: 1 / 5 },
    { section: failureSection(report, preview), share: 1 / 8 },
    { section: warningSection(report), share: 1 / 16 },
    { section: noticeSection(report), share: 1 / 16 },
    { section: ruleSection(preview), share: 1 / 8 },
    { section: kindSection(preview), share: 1 / 16 },
  ];
}
