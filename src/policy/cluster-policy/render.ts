// Renders one compiled template in a scope, and tells what failed at its place in the policy.
import {
  compileTemplate,
  deepEqual,
  isTemplateError,
  type RenderMode,
  type Template,
  type TemplateError,
} from '../../jmespath/index.ts';
import type { DiagnosticCode } from '../../model/diagnostic-codes.ts';
import { isJsonObject, type Json } from '../../model/resource.ts';
import type { Operation } from '../../model/trigger.ts';
import { type RuleEnvironment } from './environment.ts';
import { isEntryError, isRefusal, type Scope } from './scope.ts';
import { type Attempt, type FieldPath, type Trouble, failed, made } from '../trouble.ts';

/** A template with the place of its document in the policy. */
export interface PlacedTemplate {
  readonly template: Template;
  readonly path: FieldPath;
}

/** Compiles a part of a policy. `path` leads to it. */
export function placedTemplate(document: Json, path: FieldPath): PlacedTemplate {
  return { template: compileTemplate(document), path };
}

/** Puts the variables of a template in. In mode `kyverno` the scope keeps a notice where variables that came with data were evaluated. */
export function renderIn(
  environment: RuleEnvironment,
  placed: PlacedTemplate,
  scope: Scope,
  operation: Operation,
  code: DiagnosticCode = 'evaluate/variable',
): Attempt<Json> {
  const { substitution } = environment.options;
  const value = put(placed, scope, { substitution, operation });
  if (isTemplateError(value)) return failed(troubleOf(value, placed.path, code));
  if (substitution === 'kyverno') tellEvaluatedData(placed, scope, operation, value);
  return made(value);
}

function put({ template }: PlacedTemplate, scope: Scope, mode: RenderMode): Json | TemplateError {
  return template.render((expression) => scope.evaluate(expression), mode);
}

/** `rendered` is held against what the template gives where such variables stay text. */
function tellEvaluatedData(placed: PlacedTemplate, scope: Scope, operation: Operation, rendered: Json): void {
  const plain = put(placed, scope, { substitution: 'once', operation });
  const place = isTemplateError(plain) ? undefined : firstDifference(plain, rendered, placed.path);
  if (place === undefined) return;
  scope.remark({
    code: 'evaluate/data-evaluated',
    severity: 'notice',
    message: 'Text that came with data holds variables, and they were evaluated, as substitution: kyverno says',
    help: 'Write {{- … }} for a variable whose text is to stay as it is, or set substitution: once.',
    path: place,
  });
}

function firstDifference(one: Json, other: Json, path: FieldPath): FieldPath | undefined {
  if (deepEqual(one, other)) return undefined;
  if (!isJsonObject(one) || !isJsonObject(other)) return path;
  const keys = Object.keys(one).filter((key) => Object.hasOwn(other, key));
  const inner = keys.map((key) => firstDifference(one[key] ?? null, other[key] ?? null, [...path, key]));
  return inner.find((place) => place !== undefined) ?? path;
}

function troubleOf(error: TemplateError, path: FieldPath, code: DiagnosticCode): Trouble {
  const { cause, message, expression } = error;
  const about = { message, ...(expression === undefined ? {} : { expression }) };
  if (cause && isEntryError(cause)) {
    // A refusal is told once, where it happened, however many entries are built on it.
    return {
      code: 'evaluate/context',
      ...about,
      ...(isRefusal(cause) ? { message: cause.message } : {}),
      ...cause.entry,
    };
  }
  const isLimit = error.code === 'limit' || cause?.code === 'limit';
  return { code: isLimit ? 'evaluate/limit' : code, ...about, help: helpFor(error), path: [...path, ...error.path] };
}

function helpFor(error: TemplateError): string {
  if (error.code === 'unresolved' && /request\.(?:userInfo|roles|clusterRoles)/.test(error.expression ?? '')) {
    return "An inventory does not know who made a request. Give a default, as in {{ request.userInfo.username || '…' }}.";
  }
  if (error.code === 'unresolved') {
    return "Give a default, as in {{ request.object.metadata.labels.x || '…' }}, or exclude triggers without the field.";
  }
  return error.code === 'expression' ? 'Correct the expression.' : 'Correct the text at this place.';
}
