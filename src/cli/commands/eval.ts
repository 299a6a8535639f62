// headwater eval: one expression, template or condition on a trigger.
import type { Argv, CommandModule } from 'yargs';
import { readStandardInputText } from '../../load/index.ts';
import type { Checked, Diagnostic } from '../../model/diagnostic.ts';
import { runEval, type EvalRequest } from '../../run/index.ts';
import { PLAN_FLAGS, SHARED_FLAGS } from '../flags.ts';
import { runOptions, type Flags } from '../options.ts';
import type { Program } from '../program.ts';

const EVAL_FLAGS = {
  trigger: {
    type: 'string',
    requiresArg: true,
    describe: 'The object of the request: KIND/NAME or KIND/NAMESPACE/NAME',
  },
  file: {
    type: 'string',
    requiresArg: true,
    describe: 'A file of objects beside the inventory, for a trigger that is not in it',
  },
  operation: {
    choices: ['CREATE', 'UPDATE', 'DELETE'],
    describe: 'Of the request; for UPDATE the old object is the same (default: CREATE)',
  },
  policy: {
    type: 'string',
    requiresArg: true,
    describe: 'Policy whose context entries, or variables in CEL, can be named; its kind says the language',
  },
  rule: { type: 'string', requiresArg: true, describe: 'Rule of the policy (default: its only one)' },
  cel: { type: 'boolean', describe: 'The expression is CEL (default with a policy that is in CEL)' },
  template: { type: 'boolean', describe: 'The expression is YAML with {{ }}, in CEL with (( ))' },
  precondition: { type: 'boolean', describe: 'The expression is YAML of one condition, or of any and all' },
} as const;

/** The command for the parser of the command line. */
export function evalCommand(program: Program): CommandModule {
  return {
    command: 'eval <expression>',
    describe: 'Evaluate an expression, a template or a condition on a trigger',
    builder: (yargs: Argv) =>
      yargs
        .positional('expression', {
          type: 'string',
          demandOption: true,
          describe: 'JMESPath without braces, or CEL, or - for standard input',
        })
        .options({ ...SHARED_FLAGS, substitution: PLAN_FLAGS.substitution, ...EVAL_FLAGS })
        .conflicts('template', 'precondition')
        .conflicts('cel', 'precondition')
        .example("headwater eval --trigger ns/payments 'request.object.metadata.labels'", 'a value, as YAML')
        .example("headwater eval --trigger ns/payments --template '{{ request.name }}-quota'", 'a template')
        .example(
          'headwater eval --trigger ns/payments --policy quotas --rule team teamSize',
          'a context entry of a rule',
        )
        .example(
          "headwater eval --cel --trigger ns/payments 'object.metadata.labels'",
          'CEL, as in a GeneratingPolicy',
        ),
    handler: (flags) => program.run(flags, evaluate),
  };

  async function evaluate(flags: Flags): Promise<void> {
    const settings = program.settings(flags);
    const { options, diagnostics } = runOptions(settings, program.around);
    const request = readRequest(flags, options.clusterState);
    const wrong = [...diagnostics, ...request.diagnostics];
    if (wrong.length > 0) program.refuse('EvalReport', wrong);
    else program.finish(await runEval(options, request.value));
  }
}

/** Only the command line says what is evaluated: nothing of it is read from the configuration file. */
function readRequest(flags: Flags, clusterState: readonly string[]): Checked<EvalRequest> {
  const given = (name: string): string | undefined => {
    const value = flags[name];
    return typeof value === 'string' ? value : undefined;
  };
  const operation = given('operation');
  const policy = given('policy');
  const text = readText(given('expression') ?? '', clusterState);
  const value: EvalRequest = {
    form: flags['template'] === true ? 'template' : flags['precondition'] === true ? 'precondition' : 'expression',
    text: text.value,
    trigger: given('trigger'),
    file: given('file'),
    operation: operation === 'UPDATE' || operation === 'DELETE' ? operation : 'CREATE',
    rule: policy === undefined ? undefined : { policy, rule: given('rule') ?? '' },
    cel: flags['cel'] === true,
  };
  return { value, diagnostics: [...text.diagnostics, ...missingFlags(value, given('rule'))] };
}

/** The parser hands a lone dash on as an empty text, which is no expression otherwise. */
function readText(expression: string, clusterState: readonly string[]): Checked<string> {
  if (expression !== '-' && expression !== '') return { value: expression, diagnostics: [] };
  if (clusterState.includes('-')) {
    return { value: '', diagnostics: [usage('Standard input cannot be the expression and the inventory')] };
  }
  return readStandardInputText();
}

function missingFlags({ trigger, file, rule }: EvalRequest, ruleName: string | undefined): readonly Diagnostic[] {
  const noTrigger = trigger === undefined && file === undefined;
  return [
    ...(noTrigger ? [usage('Name the object of the request with --trigger, or give one with --file')] : []),
    ...(rule === undefined && ruleName !== undefined ? [usage('--rule needs --policy')] : []),
  ];
}

function usage(message: string): Diagnostic {
  return { code: 'cli/usage', severity: 'error', message, about: {} };
}
