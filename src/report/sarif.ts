// A report as SARIF 2.1.0, which code scanning reads.
import { firstOfEachCode, findingsOf, PLACE_OF_ALL, type Finding, type FindingPlace } from './findings.ts';
import type { Report } from './report.ts';

/** More than this is not shown by anybody. */
const MOST_RESULTS = 5000;

/**
 * One log with one run. `folder` is the working folder as the repository names it: places are relative to the repository.
 *
 * Shape   rules are the codes that occur. The worst 5,000 results; a notification counts the rest. Every result has a place: one about
 *         no place is put on the file of its policy, else on headwater.yaml. Fingerprints stay when a finding moves.
 */
export function toSarif(report: Report, folder = ''): string {
  const findings = findingsOf(report, folder);
  const shown = findings.slice(0, MOST_RESULTS);
  const codes = firstOfEachCode(shown);
  const indexes = new Map(codes.map(({ code }, index) => [code, index]));
  const driver = {
    name: 'Headwater',
    version: report.version,
    informationUri: 'https://headwater.dev',
    rules: codes.map(ruleObject),
  };
  const run = {
    tool: { driver },
    ...(shown.length < findings.length && { invocations: [leftOut(findings)] }),
    results: shown.map((finding) => resultObject(finding, indexes.get(finding.code) ?? 0)),
    columnKind: 'utf16CodeUnits',
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleObject({ code, title, advice, level }: Finding) {
  return {
    id: code,
    shortDescription: { text: title },
    help: { text: advice },
    defaultConfiguration: { level },
  };
}

function leftOut(findings: readonly Finding[]) {
  const text = `${findings.length - MOST_RESULTS} of ${findings.length} findings are left out, the least bad ones.`;
  return { executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning', message: { text } }] };
}

function resultObject({ code, level, message, help, place, fingerprint }: Finding, ruleIndex: number) {
  const { file, line, column } = place ?? PLACE_OF_ALL;
  const artifactLocation = { uri: uriOf({ file, line, column }), uriBaseId: '%SRCROOT%' };
  return {
    ruleId: code,
    ruleIndex,
    level,
    message: { text: withoutLinks(help === '' ? message : `${message}\n${help}`) },
    locations: [{ physicalLocation: { artifactLocation, region: { startLine: line, startColumn: column } } }],
    partialFingerprints: { 'headwater/v1': fingerprint },
  };
}

function uriOf({ file }: FindingPlace): string {
  const whole = file.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  return whole.split('/').map(encodeURIComponent).join('/');
}

/** In these texts `[text](address)` is a link, and nothing that we tell is one. */
function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
