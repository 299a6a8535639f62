// The top of the page: from where to where, the one sentence, and the line under it.
import type { Preview, PreviewSide } from '../../model/preview.ts';
import type { Report } from '../report.ts';
import { countMembers } from '../preview-counts.ts';
import { tag, type Piece } from './piece.ts';
import { ACTION_LOOKS, counted, numberText, shortCommit, totalOf, type GroupAction } from './words.ts';

/** The header's pieces. */
export function headerPieces(report: Report): readonly Piece[] {
  const { preview } = report;
  return [
    tag('p', { class: 'crumb' }, ...crumb(preview)),
    tag('h1', {}, ...sentence(report)),
    ...lineUnder(report).map((line) => tag('p', { class: 'under' }, ...line)),
  ];
}

/** The title of the page. */
export function pageTitle({ preview }: Report): string {
  return ['Headwater preview', ...(preview ? [comparison(preview)] : [])].join(': ');
}

function crumb(preview: Preview | undefined): readonly Piece[] {
  const product = tag('b', { class: 'product' }, 'Headwater preview');
  if (preview === undefined) return [product];
  const { base, head, pullRequest } = preview;
  const commits = [head, base].flatMap(({ commit }) => (commit ? [shortCommit(commit)] : []));
  return [
    product,
    ` · ${pullRequest === undefined ? '' : `#${pullRequest}, `}`,
    tag('span', {}, comparison(preview)),
    ...(commits.length === 2 ? [' · ', tag('code', {}, commits.join(' against '))] : []),
    ...(head.workTree ? [' · work tree'] : []),
  ];
}

function comparison({ base, head }: Preview): string {
  return `${sideName(head)} into ${sideName(base)}`;
}

/** How a side is called. */
export function sideName({ name, commit, workTree }: PreviewSide): string {
  if (name !== '') return name;
  if (workTree) return 'the work tree';
  return commit ? shortCommit(commit) : 'a state without a name';
}

// ---- the sentence

const VERBS: readonly (readonly [GroupAction, string])[] = [
  ['create', 'adds'],
  ['update', 'changes'],
  ['delete', 'removes'],
];

function sentence({ preview, counts: { failed }, diagnostics }: Report): readonly Piece[] {
  if (preview?.computed !== true) return ['The preview could not be made'];
  const counts = countMembers(preview.groups);
  const parts = VERBS.filter(([action]) => counts[action] > 0).map(([action, verb], at) => {
    const noun = at > 0 ? '' : counts[action] === 1 ? ' resource' : ' resources';
    const { look } = ACTION_LOOKS[action];
    return [tag('b', { class: look }, `${verb} ${numberText(counts[action])}`), noun];
  });
  if (parts.length > 0) return ['This change ', ...enumerated(parts), '.'];
  const triggers = new Set(
    diagnostics.flatMap(({ severity, trigger }) => (severity === 'error' && trigger ? [trigger] : [])),
  );
  if (failed > 0) {
    const what = triggers.size === 0 ? counted(failed, 'input') : counted(triggers.size, 'trigger');
    return [tag('b', { class: 'removed' }, `${what} failed`), '; the rest of this change changes nothing.'];
  }
  return nothing(preview, totalOf(counts) > 0);
}

function enumerated(parts: readonly (readonly Piece[])[]): readonly Piece[] {
  return parts.flatMap((part, at) => {
    const joint = at === 0 ? [] : [at === parts.length - 1 ? ' and ' : ', '];
    return [...joint, ...part.filter((piece) => piece !== '')];
  });
}

function nothing({ managed }: Preview, isKept: boolean): readonly Piece[] {
  if (isKept) return ['This change adds, changes and removes nothing.'];
  if (managed === 0) return ['Nothing changes: these policies generate nothing.'];
  return managed === 1
    ? ['Nothing changes for the one resource that these policies generate.']
    : [`Nothing changes for the ${numberText(managed)} resources that these policies generate.`];
}

// ---- the line under it

function lineUnder({ preview, counts: { failed } }: Report): readonly (readonly Piece[])[] {
  if (preview === undefined) return [];
  if (!preview.computed)
    return [
      [
        `${counted(failed, 'error')}. Nothing can be said of the changes until ${failed === 1 ? 'it is' : 'they are'} mended.`,
      ],
    ];
  const counts = countMembers(preview.groups);
  const reach = preview.groups.length === 0 ? `Compared: ${comparedWords(preview)}.` : reachWords(preview);
  const sentences = [
    reach,
    ...(counts.retain === 0
      ? []
      : [`${counted(counts.retain, 'manifest')} ${be(counts.retain)} kept but no longer managed.`]),
    ...(counts.hold === 0
      ? []
      : [
          `${counted(counts.hold, 'resource')} ${be(counts.hold)} left as ${counts.hold === 1 ? 'it was' : 'they were'}.`,
        ]),
  ];
  return [[`${sentences.filter((text) => text !== '').join(' ')} `, ...failedWords(failed, preview.failedBefore)]];
}

function be(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function comparedWords({ base, head, rules }: Preview): string {
  const policies = new Set(rules.map(({ policy }) => policy));
  const what = rules.length === 0 ? '' : `, ${counted(rules.length, 'rule')} in ${counted(policies.size, 'policy')}`;
  return `${sideName(head)} with ${sideName(base)}${what}`;
}

function reachWords({ groups, namespaces }: Preview): string {
  const rules = new Set(groups.filter(({ rule }) => rule !== '').map(({ policy, rule }) => `${policy}\u0000${rule}`));
  const policies = new Set(groups.filter(({ policy }) => policy !== '').map(({ policy }) => policy));
  const from = rules.size === 0 ? [] : [`${counted(rules.size, 'rule')} in ${counted(policies.size, 'policy')}`];
  const words = [...(namespaces === 0 ? [] : [counted(namespaces, 'namespace')]), ...from].join(', ');
  return words === '' ? '' : `${words}.`;
}

function failedWords(failed: number, before: number): readonly Piece[] {
  if (failed === 0) return ['Nothing failed.'];
  const also =
    before === 0
      ? '.'
      : before >= failed
        ? ', without this change too.'
        : `, ${numberText(before)} of them without this change too.`;
  return [tag('a', { href: '#failures' }, counted(failed, 'failure')), also];
}
