// What all parts of one compiled rule share: its documents, the options, and how to say what went wrong in it.
import { compileExpression, isExpressionError, type Expression, type ExpressionError } from '../../jmespath/index.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { RuleId } from '../../model/rule-id.ts';
import { resourceKey } from '../../model/resource.ts';
import type { Trigger } from '../../model/trigger.ts';
import type { GlobalContext } from '../global-context.ts';
import type { CompileOptions } from '../options.ts';
import type { Trouble } from '../trouble.ts';
import type { PolicyDocument, RuleDocument } from './document.ts';

/** What a rule is compiled with: the options, and what all policies of a run share. */
export interface RuleOptions extends CompileOptions {
  readonly globalContext: GlobalContext;
}

/** One rule's surroundings. `expression` compiles a text at most once. */
export interface RuleEnvironment {
  readonly id: RuleId;
  readonly policy: PolicyDocument;
  readonly rule: RuleDocument;
  readonly options: RuleOptions;
  expression(text: string): Expression | ExpressionError;
}

/** The environment of one rule. */
export function ruleEnvironment(policy: PolicyDocument, rule: RuleDocument, options: RuleOptions): RuleEnvironment {
  const compiled = new Map<string, Expression | ExpressionError>();
  return {
    id: { policyKind: policy.kind, policyNamespace: policy.namespace, policy: policy.name, rule: rule.name },
    policy,
    rule,
    options,
    expression(text) {
      const known = compiled.get(text);
      if (known) return known;
      const fresh = compileExpression(text);
      // Texts that come out of nested variables are without end; the rule's own are few.
      if (compiled.size < 1000) compiled.set(text, fresh);
      return fresh;
    },
  };
}

/** A trouble as a diagnostic at its place in the policy's file. */
export function tell(environment: RuleEnvironment, trigger: Trigger, trouble: Trouble): Diagnostic {
  const { policy, rule } = environment;
  return {
    code: trouble.code,
    severity: trouble.severity ?? 'error',
    message: trouble.message,
    help: trouble.help,
    at: policy.place(trouble.path),
    about: {
      policy: policy.namespace === '' ? policy.name : `${policy.namespace}/${policy.name}`,
      rule: rule.name,
      trigger: resourceKey(trigger.id),
      field: trouble.path.join('.'),
      ...(trouble.expression === undefined ? {} : { expression: trouble.expression }),
      ...(trouble.downstream === undefined ? {} : { downstream: trouble.downstream }),
    },
  };
}

/** Evaluates a compiled text, or hands on why it could not be compiled. */
export function isFailedExpression(value: Expression | ExpressionError): value is ExpressionError {
  return isExpressionError(value);
}
