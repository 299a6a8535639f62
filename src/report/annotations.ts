// What policies wanted noted of their triggers, for people: how many, or each.
import { describeResource, parseResourceKey } from '../model/resource.ts';
import type { ReportAnnotation } from './report.ts';
import { shownText } from './shown-text.ts';

/** One line that counts them, or with `verbose` a line for each. */
export function annotationLines(
  annotations: readonly ReportAnnotation[],
  { verbose }: { readonly verbose: boolean },
): readonly string[] {
  const count = annotations.length;
  if (count === 0) return [];
  if (verbose) return annotations.map(annotationLine);
  return [
    `${count} audit ${count === 1 ? 'annotation' : 'annotations'}: --verbose shows ${count === 1 ? 'it' : 'them'}`,
  ];
}

function annotationLine({ policy, rule, trigger, key, value }: ReportAnnotation): string {
  const id = parseResourceKey(trigger);
  const subject = id ? describeResource(id) : trigger;
  return shownText(`annotation  ${policy}/${rule}  ${subject}  ${key}: ${value}`);
}
