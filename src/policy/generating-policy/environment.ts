// What all parts of one compiled policy share: its document, the options, and how to say what went wrong in it.
import { CelFailure, type Span } from '../../cel/index.ts';
import type { Diagnostic, Position } from '../../model/diagnostic.ts';
import type { DiagnosticCode } from '../../model/diagnostic-codes.ts';
import { resourceKey } from '../../model/resource.ts';
import type { RuleId } from '../../model/rule-id.ts';
import type { Trigger } from '../../model/trigger.ts';
import type { GlobalContext } from '../global-context.ts';
import type { CompileOptions } from '../options.ts';
import type { FieldPath, Trouble } from '../trouble.ts';
import type { GeneratingPolicyDocument } from './document.ts';

/** What a policy is compiled with: the options, and what all policies of a run share. */
export interface PolicyOptions extends CompileOptions {
  readonly globalContext: GlobalContext;
}

/** One policy's surroundings. */
export interface PolicyEnvironment {
  readonly id: RuleId;
  readonly document: GeneratingPolicyDocument;
  readonly options: PolicyOptions;
}

/** What a CEL policy's only rule is called: it has one condition and one lifecycle, however much it generates. */
export const RULE_NAME = 'generate';

/** The environment of one policy. */
export function policyEnvironment(document: GeneratingPolicyDocument, options: PolicyOptions): PolicyEnvironment {
  const { kind, namespace, name } = document;
  const id = { policyKind: kind, policyNamespace: namespace, policy: name, rule: RULE_NAME };
  return { id, document, options };
}

/** How people are shown the policy: `name`, or `namespace/name`. */
export function labelOf({ namespace, name }: Pick<GeneratingPolicyDocument, 'namespace' | 'name'>): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** A trouble with a trigger as a diagnostic at its place in the policy's file. */
export function tell({ id, document }: PolicyEnvironment, trigger: Trigger, trouble: PlacedTrouble): Diagnostic {
  return {
    code: trouble.code,
    severity: trouble.severity ?? 'error',
    message: trouble.message,
    help: trouble.help,
    at: trouble.at ?? document.place(trouble.path),
    about: {
      policy: labelOf(document),
      rule: id.rule,
      trigger: resourceKey(trigger.id),
      field: trouble.path.join('.'),
      ...(trouble.expression === undefined ? {} : { expression: trouble.expression }),
      ...(trouble.downstream === undefined ? {} : { downstream: trouble.downstream }),
    },
  };
}

/** A trouble that may know its place better than its field does: inside an expression. */
export interface PlacedTrouble extends Trouble {
  readonly at?: Position;
}

/** An expression in a policy or in an exception: its text, the field it stands in and where its characters stand in the file. */
export interface PlacedText {
  readonly text: string;
  readonly path: FieldPath;
  readonly placeWithin: (path: FieldPath, offset: number) => Position;
}

/** A failure of a variable, which stands in another text than the expression that reads it. */
export class VariableFailure extends CelFailure {
  readonly source: PlacedText;

  constructor(failure: CelFailure, source: PlacedText) {
    super(failure.code, failure.message, failure.span ?? { start: 0, end: source.text.length });
    this.source = source;
  }
}

/** What made an expression fail for a trigger; told where it failed, which may be in a variable that the expression reads. */
export function evaluationTrouble(reading: PlacedText, failure: CelFailure): PlacedTrouble {
  const source = failure instanceof VariableFailure ? failure.source : reading;
  return {
    code: codeOf(failure),
    message: failure.message,
    help: asksWho(source.text, failure) ? WHO_IS_UNKNOWN : helpOf(failure),
    path: source.path,
    expression: excerpt(source.text, failure.span),
    at: source.placeWithin(source.path, failure.span?.start ?? 0),
  };
}

function codeOf({ code }: CelFailure): DiagnosticCode {
  if (code === 'limit') return 'evaluate/limit';
  return code === 'unavailable' || code === 'pending' ? 'evaluate/context' : 'evaluate/expression';
}

const WHO_IS_UNKNOWN =
  "An inventory does not know who made a request. Give a default, as in request.userInfo.?username.orValue('…').";

/** Whether it failed in the chain of fields that begins with `request.userInfo`. */
function asksWho(text: string, { code, span }: CelFailure): boolean {
  const chain = /\brequest\.userInfo(?:\.[\w?.]*)?$/;
  return code === 'no-such-field' && chain.test(text.slice(0, span?.start ?? text.length));
}

function helpOf({ code }: CelFailure): string {
  switch (code) {
    case 'no-such-field':
      return 'Ask for the field with has() or .?field.orValue(…) where it may be missing, or exclude the trigger from the policy.';
    case 'limit':
      return 'Make the expression walk or build less: filter first, or list fewer objects.';
    case 'unavailable':
    case 'pending':
      return 'Read what is needed from the inventory, or allow the service with --allow-http.';
    case 'syntax':
    case 'check':
    case 'no-such-name':
    case 'no-such-overload':
    case 'invalid-value':
      return 'Correct the expression, or exclude the trigger from the policy. What it generated before is left as it is.';
  }
}

const EXCERPT = 200;

/** The part of a text that something is about; all of it where that is not known. */
export function excerpt(text: string, span: Span | undefined): string {
  const part = span === undefined ? text : text.slice(span.start, span.end);
  return part.length > EXCERPT ? `${part.slice(0, EXCERPT)}…` : part;
}
