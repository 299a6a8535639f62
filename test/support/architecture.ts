// Judges source files against a table of folders: who may import whom, from where, which third parties, and what pure folders do without.
import ts from 'typescript';

/** A file below src/, with '/' in its path. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** A package that a folder may import. */
export interface ThirdParty {
  /** `node:*` stands for every module of Node. */
  readonly name: string;
  /** The one file, relative to the folder, or 'one' for any one file; absent: every file. */
  readonly file?: string;
  /** Only by `import(…)`, so that nobody pays for it who does not need it. */
  readonly dynamic?: true;
}

/** What a folder may do. `entry` lists the files that other folders may import; `*` is all of them. */
export interface FolderRule {
  readonly imports: readonly string[];
  readonly thirdParties: readonly ThirdParty[];
  readonly entry: readonly string[];
  readonly pure: boolean;
  /** The file of a pure folder that may ask `Intl` all the same. */
  readonly intl?: string;
}

/** Folder by name. */
export type FolderTable = Readonly<Record<string, FolderRule>>;

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly dynamic: boolean;
}

/** Everything that breaks the table, one sentence each, sorted. */
export function architectureProblems(files: readonly SourceText[], table: FolderTable): readonly string[] {
  const parsed = files.map((file) => ({ file, tree: parse(file) }));
  const imports = parsed.flatMap(({ file, tree }) => importsOf(file.path, tree));
  const problems = [
    ...files.flatMap((file) => folderProblems(file, table)),
    ...imports.flatMap((found) => importProblems(found, table)),
    ...oneFileProblems(imports, table),
    ...cycleProblems(imports),
    ...parsed
      .filter(({ file }) => table[folderOf(file.path)]?.pure === true)
      .flatMap(({ file, tree }) =>
        purityProblems(file.path, tree).filter(
          (problem) => problem !== `${file.path}: Intl` || table[folderOf(file.path)]?.intl !== insideOf(file.path),
        ),
      ),
  ];
  return [...new Set(problems)].sort();
}

function parse({ path, text }: SourceText): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? '';
}

function insideOf(path: string): string {
  return path.slice(folderOf(path).length + 1);
}

function folderProblems({ path }: SourceText, table: FolderTable): readonly string[] {
  if (!path.includes('/')) return [`${path}: lies in no folder`];
  return folderOf(path) in table ? [] : [`${path}: folder ${folderOf(path)} is not in the table`];
}

function importsOf(from: string, tree: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, dynamic: boolean): void => {
    const specifier = node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
    if (specifier !== undefined) found.push({ from, specifier, dynamic });
  };
  walk(tree, (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier, false);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0], true);
    // A type taken by `import('x').T` costs nothing when the program runs.
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
  });
  return found;
}

function importProblems(found: Import, table: FolderTable): readonly string[] {
  return isRelative(found.specifier) ? relativeProblems(found, table) : thirdPartyProblems(found, table);
}

function relativeProblems({ from, specifier }: Import, table: FolderTable): readonly string[] {
  const to = resolve(from, specifier);
  if (!to.endsWith('.ts')) return [`${from}: import of ${specifier} does not end in .ts`];
  const [own, other] = [folderOf(from), folderOf(to)];
  if (own === other) return [];
  if (!(table[own]?.imports ?? []).includes(other)) return [`${from}: ${own} may not import ${other}`];
  const entry = table[other]?.entry ?? [];
  return entry.includes('*') || entry.includes(insideOf(to))
    ? []
    : [`${from}: ${to} is inside ${other}, not its entry`];
}

function thirdPartyProblems({ from, specifier, dynamic }: Import, table: FolderTable): readonly string[] {
  const own = folderOf(from);
  const rules = (table[own]?.thirdParties ?? []).filter(({ name }) => isPackage(name, specifier));
  if (rules.length === 0) return [`${from}: ${own} may not import ${specifier}`];
  const inPlace = rules.filter(({ file }) => file === undefined || file === 'one' || isPlace(file, insideOf(from)));
  if (inPlace.length === 0) return [`${from}: ${specifier} belongs into another file of ${own}`];
  const isDynamicOnly = inPlace.every((rule) => rule.dynamic === true);
  return isDynamicOnly && !dynamic ? [`${from}: ${specifier} has to be imported dynamically`] : [];
}

function oneFileProblems(imports: readonly Import[], table: FolderTable): readonly string[] {
  return Object.entries(table).flatMap(([folder, { thirdParties }]) =>
    thirdParties
      .filter(({ file }) => file === 'one')
      .flatMap(({ name }) => {
        const users = imports.filter((found) => folderOf(found.from) === folder && isPackage(name, found.specifier));
        const files = [...new Set(users.map((found) => found.from))].sort();
        return files.length > 1 ? [`${folder}: ${name} is imported in more than one file: ${files.join(', ')}`] : [];
      }),
  );
}

/** `encoders/` means every file below it. */
function isPlace(place: string, file: string): boolean {
  return place.endsWith('/') ? file.startsWith(place) : file === place;
}

function isPackage(name: string, specifier: string): boolean {
  if (name === 'node:*') return specifier.startsWith('node:');
  return specifier === name || specifier.startsWith(`${name}/`);
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}

function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Each cycle once, beginning with its first file by name. */
function cycleProblems(imports: readonly Import[]): readonly string[] {
  const edges = new Map<string, string[]>();
  for (const { from, specifier } of imports) {
    if (isRelative(specifier)) edges.set(from, [...(edges.get(from) ?? []), resolve(from, specifier)]);
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) cycles.push(describeCycle(trail.slice(start)));
    if (start >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of [...edges.keys()].sort()) visit(file, []);
  return cycles;
}

function describeCycle(files: readonly string[]): string {
  const first = files.indexOf([...files].sort()[0] ?? '');
  const turned = [...files.slice(first), ...files.slice(0, first)];
  return `cycle: ${[...turned, turned[0]].join(' → ')}`;
}

function purityProblems(path: string, tree: ts.SourceFile): readonly string[] {
  const problems: string[] = [];
  for (const statement of tree.statements) {
    const isMutable = ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) === 0;
    if (isMutable) problems.push(`${path}: a let or var of the module`);
  }
  walk(tree, (node) => {
    const impurity = impurityOf(node);
    if (impurity !== undefined) problems.push(`${path}: ${impurity}`);
  });
  return problems;
}

const IMPURE_GLOBALS: ReadonlySet<string> = new Set(['process', 'console', 'globalThis']);
const IMPURE_MEMBERS: ReadonlySet<string> = new Set(['Date.now', 'Math.random']);

function impurityOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return impureAccess(node);
  if (ts.isIdentifier(node))
    return ['Intl', 'Promise'].includes(node.text) && !isMemberName(node) ? node.text : undefined;
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return 'async';
  const isClock =
    (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'Date' &&
    (node.arguments?.length ?? 0) === 0;
  return isClock ? 'Date without an argument' : undefined;
}

function impureAccess(node: ts.PropertyAccessExpression): string | undefined {
  const member = node.name.text;
  if (member === 'localeCompare' || member.startsWith('toLocale')) return member;
  if (!ts.isIdentifier(node.expression)) return undefined;
  const base = node.expression.text;
  return IMPURE_GLOBALS.has(base) || IMPURE_MEMBERS.has(`${base}.${member}`) ? `${base}.${member}` : undefined;
}

/** `x.Promise` and `{ Promise: … }` are somebody's own names. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (inner) => walk(inner, visit));
}
