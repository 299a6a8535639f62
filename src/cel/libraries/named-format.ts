// Kubernetes' named formats: what names, labels, dates and other texts may look like, and the messages about those that do not.
//
// Source  Kubernetes, CEL library `format`, with `k8s.io/apimachinery/pkg/util/validation` and go-openapi's `strfmt`.
import { textSteps } from '../cost.ts';
import { decodeBase64Bytes, parseRequestUrl, parseTime } from '../../values/index.ts';
import { anyAt, functionOverload, methodOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import { listOf, opaque, optionalOf, STRING } from '../type.ts';
import { CelObject, CelOptional, NONE } from '../value.ts';

const FORMAT_TYPE = opaque('kubernetes.NamedFormat');

type Validate = (text: string) => readonly string[];

/** A format with its name. */
export class CelFormat extends CelObject {
  readonly type = FORMAT_TYPE;
  readonly name: string;
  readonly validate: Validate;

  constructor(name: string, validate: Validate) {
    super();
    this.name = name;
    this.validate = validate;
  }

  equals(other: CelObject): boolean {
    return other instanceof CelFormat && other.name === this.name;
  }
}

/** A rule of a longest length and a pattern, and what to say of texts that break it. */
interface Rule {
  readonly most: number;
  readonly pattern: string;
  readonly says: string;
  readonly examples: readonly string[];
}

const LABEL_PART = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const NAME_PART = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const NAME_SAYS =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

const LABEL: Rule = {
  most: 63,
  pattern: LABEL_PART,
  says: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  examples: ['my-name', '123-abc'],
};
const SUBDOMAIN: Rule = {
  most: 253,
  pattern: `${LABEL_PART}(\\.${LABEL_PART})*`,
  says: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  examples: ['example.com'],
};
const OLD_LABEL: Rule = {
  most: 63,
  pattern: '[a-z]([-a-z0-9]*[a-z0-9])?',
  says: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  examples: ['my-name', 'abc-123'],
};
const LABEL_VALUE: Rule = {
  most: 63,
  pattern: `(${NAME_PART})?`,
  says: "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  examples: ['MyValue', 'my_value', '12345'],
};
const NAME: Rule = { most: 63, pattern: NAME_PART, says: NAME_SAYS, examples: ['MyName', 'my.name', '123-abc'] };

function tooLong(most: number): string {
  return `must be no more than ${most} bytes`;
}

function about({ says, pattern, examples }: Rule): string {
  const named = examples.map((example) => `'${example}', `).join(' or ');
  return `${says} (e.g. ${named}regex used for validation is '${pattern}')`;
}

/** None of the patterns takes more than a few looks at each character, and none of what they take is beyond ASCII. */
function matches(rule: Rule, text: string): boolean {
  return new RegExp(`^(?:${rule.pattern})$`).test(text);
}

function lengthProblems(rule: Rule, text: string): readonly string[] {
  return Buffer.byteLength(text) > rule.most ? [tooLong(rule.most)] : [];
}

function obeys(rule: Rule): Validate {
  return (text) => [...lengthProblems(rule, text), ...(matches(rule, text) ? [] : [about(rule)])];
}

/** A subdomain that is no label has dots, and that is said of it. */
function isLabel(text: string): readonly string[] {
  const dotted = !matches(LABEL, text) && matches(SUBDOMAIN, text);
  return dotted ? [...lengthProblems(LABEL, text), 'must not contain dots'] : obeys(LABEL)(text);
}

/** A prefix may end in a dash, since something follows it. */
function asPrefix(validate: Validate): Validate {
  return (text) => validate(text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text);
}

function isQualifiedName(text: string): readonly string[] {
  const parts = text.split('/');
  const [prefix, name] = parts.length === 1 ? [undefined, text] : [parts[0], parts[1] ?? ''];
  if (parts.length > 2) {
    return [
      `a qualified name ${about(NAME)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined) problems.push(...obeys(SUBDOMAIN)(prefix).map((problem) => `prefix part ${problem}`));
  if (name === '') problems.push('name part must be non-empty');
  return [...problems, ...obeys(NAME)(name).map((problem) => `name part ${problem}`)];
}

function holds(says: string, test: (text: string) => boolean): Validate {
  return (text) => (test(text) ? [] : [says]);
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const TIME = /^(\d\d):(\d\d):(\d\d)(?:.\d+)?(?:z|[+-]\d\d:\d\d)$/;

function isBase64(text: string): boolean {
  return text.length > 0 && text.length % 4 === 0 && !/[\r\n]/.test(text) && decodeBase64Bytes(text) !== undefined;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && parseTime(`${text}T00:00:00Z`) !== undefined;
}

function isDateTime(text: string): boolean {
  const [date = '', time = '', ...rest] = text.toLowerCase().split('t');
  const [, hours, minutes, seconds] = TIME.exec(time) ?? [];
  if (rest.length > 0 || hours === undefined || !isDate(date)) return false;
  return Number(hours) <= 23 && Number(minutes) <= 59 && Number(seconds) <= 59;
}

const FORMATS: ReadonlyMap<string, CelFormat> = new Map(
  Object.entries<Validate>({
    dns1123Label: isLabel,
    dns1123Subdomain: obeys(SUBDOMAIN),
    dns1035Label: obeys(OLD_LABEL),
    qualifiedName: isQualifiedName,
    dns1123LabelPrefix: asPrefix(isLabel),
    dns1123SubdomainPrefix: asPrefix(obeys(SUBDOMAIN)),
    dns1035LabelPrefix: asPrefix(obeys(OLD_LABEL)),
    labelValue: obeys(LABEL_VALUE),
    uri: holds('invalid URI', (text) => parseRequestUrl(text) !== undefined),
    uuid: holds('does not match the UUID format', (text) => UUID.test(text)),
    byte: holds('invalid base64', isBase64),
    date: holds('invalid date', isDate),
    datetime: holds('invalid datetime', isDateTime),
  }).map(([name, validate]) => [name, new CelFormat(name, validate)]),
);

/** The functions of named formats. */
export const NAMED_FORMAT: readonly Overload[] = [
  ...[...FORMATS].map(([name, format]) => functionOverload(`format.${name}`, [], FORMAT_TYPE, () => format)),
  functionOverload('format.named', [STRING], optionalOf(FORMAT_TYPE), (args) => {
    const format = FORMATS.get(textAt(args, 0));
    return format === undefined ? NONE : new CelOptional(format);
  }),
  methodOverload('validate', [FORMAT_TYPE, STRING], optionalOf(listOf(STRING)), (args, run) => {
    const [format, text] = [anyAt(args, 0), textAt(args, 1)];
    if (!(format instanceof CelFormat)) return noSuchOverload('validate');
    const refused = run.spend(textSteps(16 * text.length));
    if (refused !== undefined) return refused;
    const problems = format.validate(text);
    return problems.length === 0 ? NONE : new CelOptional(problems);
  }),
];
