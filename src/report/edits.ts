// Edits of policies in a report: as plain objects for programs, and what they do to downstreams in words.
import type { Action } from '../model/plan.ts';
import type { EditEffects, EditOutcome, PolicyEdit } from '../model/policy-edit.ts';
import { policyLabel } from '../model/rule-id.ts';
import { REASON_SENTENCES } from './reasons.ts';

/** One edit. `rule` is absent for an edit of the policy's own fields, `effects` where they are not known. */
export interface ReportEdit extends Omit<PolicyEdit, 'policy'> {
  /** `name`, or `namespace/name`. */
  readonly policy: string;
}

/** The edit as it is reported. */
export function reportEdit({ policy, rule, outcome, change, fields, warning, effects }: PolicyEdit): ReportEdit {
  return {
    policy: policyLabel({ ...policy, rule: '' }),
    ...(rule === undefined ? {} : { rule }),
    outcome,
    change,
    fields,
    ...(warning === undefined ? {} : { warning }),
    ...(effects === undefined ? {} : { effects }),
  };
}

const VERBS: Readonly<Record<Action, string>> = {
  delete: 'deleted',
  update: 're-rendered',
  create: 'created',
  retain: 'retained (left in output, no longer managed)',
  hold: 'held (left as it is)',
  none: 'unchanged',
};

/** The effects in a sentence, such as `2 downstreams would be deleted (…), 1 created (…), 4 unchanged; e.g. output/a/b.yaml`; undefined for none at all. */
export function describeEffects({ groups, unchanged }: EditEffects): string | undefined {
  const [first] = groups;
  if (first === undefined) {
    return unchanged === 0
      ? undefined
      : `${downstreams(unchanged)} would stay as ${unchanged === 1 ? 'it is' : 'they are'}`;
  }
  const parts = groups.map(({ action, reason, count }, index) => {
    const subject = index === 0 ? `${downstreams(count)} would be` : String(count);
    return `${subject} ${VERBS[action]} (${REASON_SENTENCES[reason]})`;
  });
  const rest = unchanged === 0 ? [] : [`${unchanged} unchanged`];
  return `${[...parts, ...rest].join(', ')}; e.g. ${first.example}`;
}

/** The edit as a headline and the lines below it; for people, as text.ts shows it. */
export function editWords(edit: ReportEdit): { readonly headline: string; readonly details: readonly string[] } {
  const { policy, rule, outcome, warning, effects } = edit;
  const words = effects && describeEffects(effects);
  return {
    headline: `${rule === undefined ? policy : `${policy}/${rule}`}  ${CHANGE_WORDS[edit.change]}${edit.fields.join(', ')}`,
    details: [
      ...(warning === undefined ? [] : [warning]),
      ...(words === undefined ? [] : [`${EFFECT_OPENINGS[outcome]}${words}`]),
    ],
  };
}

const CHANGE_WORDS: Readonly<Record<PolicyEdit['change'], string>> = {
  changed: 'changes ',
  added: 'is added',
  removed: 'is removed',
};

/** Where Kyverno and Headwater differ, it is said here. */
export const EFFECT_OPENINGS: Readonly<Record<EditOutcome, string>> = {
  refused: 'once the policy is deleted and created again: ',
  warned: 'Kyverno leaves the old target resources as they are, unmanaged; Headwater does this: ',
  accepted: '',
  new: '',
  removed: '',
};

function downstreams(count: number): string {
  return count === 1 ? '1 downstream' : `${count} downstreams`;
}
