// Reads the tables of a corpus's README: which cases there are, which are refused and why, and which deserve a warning.
// What follows from them is for main.ts.

/** A case: what triggers its rules and the kinds that come out. */
export interface CaseRow {
  readonly name: string;
  /** Such as `ClusterPolicy v1`. */
  readonly policy: string;
  readonly triggers: readonly string[];
  readonly targets: readonly string[];
}

/** A field that cases have to be warned about. */
export interface WarningRow {
  readonly what: string;
  readonly cases: readonly string[];
}

/** The tables. */
export interface CorpusTables {
  readonly cases: readonly CaseRow[];
  /** Reasons by case. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  readonly warnings: readonly WarningRow[];
}

/** The tables of a README; rows of other tables are passed over. */
export function readTables(text: string): CorpusTables {
  const cases: CaseRow[] = [];
  const refused = new Map<string, readonly string[]>();
  const warnings: WarningRow[] = [];
  let heading: readonly string[] = [];
  let before: readonly string[] = [];
  for (const line of text.split('\n')) {
    const cells = cellsOf(line);
    const [first = '', second = '', third = '', fourth = ''] = cells;
    if (/^-+:?$/.test(first)) heading = before;
    else if (heading[0] === 'case' && heading[1] === 'why') refused.set(first, second.split('; '));
    else if (heading[0] === 'what' && heading[1] === 'cases') warnings.push({ what: first, cases: namesIn(second) });
    else if (heading[0] === 'case' && heading[3] === 'target') {
      cases.push({ name: first, policy: second, triggers: listOf(third), targets: listOf(fourth) });
    }
    if (cells.length === 0) heading = [];
    before = cells;
  }
  return { cases: cases.filter(({ name }) => name !== '' && name !== 'case'), refused, warnings };
}

/** The cells of a row; none for a line that is no row. A bar in a cell is written `\|`. */
function cellsOf(line: string): readonly string[] {
  if (!line.startsWith('|')) return [];
  const cells = line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|').trim());
  return cells.slice(1, -1);
}

/** `3: a, b, …` as names. */
function namesIn(cell: string): readonly string[] {
  return listOf(cell.replace(/^\d+:/, '')).filter((name) => name !== '…');
}

function listOf(cell: string): readonly string[] {
  return cell
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
