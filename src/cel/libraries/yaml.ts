// `yaml`: values from YAML texts.
import { parseFirstDocument, type YamlProblem } from '../../yaml/index.ts';
import { invalid } from '../failure.ts';
import { methodOverload, textAt, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { DYN, opaque, STRING } from '../type.ts';
import { CelObject, fromJson, type CelResult } from '../value.ts';
import { inBothSpellings } from './spelling.ts';

/** The type of the variable `yaml`. */
export const YAML_TYPE = opaque('yaml.Yaml');

/** The variable `yaml`: it has no content, only methods. */
export class YamlLibrary extends CelObject {
  readonly type = YAML_TYPE;

  equals(): boolean {
    return true;
  }
}

/** The value of the variable `yaml`. */
export const YAML_VALUE = new YamlLibrary();

/** Reading begins anew with each text, and looks at a character several times. */
const STEPS_FOR_TEXT = 400;
const STEPS_FOR_CHARACTER = 4;

/** The value of the first document; all of its numbers are doubles. */
function parse(text: string, run: CelRun): CelResult {
  const spent = run.spend(STEPS_FOR_TEXT + text.length * STEPS_FOR_CHARACTER);
  if (spent !== undefined) return spent;
  const parsed = parseFirstDocument(text);
  return 'problem' in parsed ? invalid(noYaml(parsed.problem)) : fromJson(parsed.value, 'double');
}

/** Sentences about limits have numbers in them only; others may quote the text, which may come from a Secret. */
function noYaml({ code, message }: YamlProblem): string {
  return code.endsWith('-limit') ? `the YAML is beyond a limit: ${message}` : 'the text is no YAML';
}

/** The methods of `yaml`. */
export const YAML: readonly Overload[] = inBothSpellings([
  methodOverload('parse', [YAML_TYPE, STRING], DYN, (args, run) => parse(textAt(args, 1), run)),
]);
