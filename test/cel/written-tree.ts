// Writes a tree in one line, so that tests can say which tree they expect.
import type { Node } from '../../src/cel/syntax/syntax-tree.ts';
import { CelBytes, CelUint, type CelValue } from '../../src/cel/value.ts';

/** The tree in brackets: `(_+_ 1 (select a b))`. */
export function written(node: Node): string {
  switch (node.kind) {
    case 'literal':
      return writtenValue(node.value);
    case 'identifier':
      return `${node.absolute ? '.' : ''}${node.name}`;
    case 'select':
    case 'has':
      return `(${node.kind}${node.optional ? '?' : ''} ${written(node.operand)} ${node.field.text})`;
    case 'index':
      return `(index${node.optional ? '?' : ''} ${written(node.operand)} ${written(node.index)})`;
    case 'call':
      return `(${[node.name.text, ...(node.target === undefined ? [] : [`@${written(node.target)}`]), ...node.args.map(written)].join(' ')})`;
    case 'and':
    case 'or':
      return `(${node.kind} ${written(node.left)} ${written(node.right)})`;
    case 'conditional':
      return `(if ${written(node.condition)} ${written(node.yes)} ${written(node.no)})`;
    case 'list':
      return `[${node.elements.map(({ optional, value }) => `${optional ? '?' : ''}${written(value)}`).join(' ')}]`;
    case 'map':
      return `{${node.entries.map(({ optional, key, value }) => `${optional ? '?' : ''}${written(key)}:${written(value)}`).join(' ')}}`;
    case 'message':
      return `${node.type.text}{${node.fields.map(({ optional, name, value }) => `${optional ? '?' : ''}${name.text}:${written(value)}`).join(' ')}}`;
    case 'walk':
      return `(walk ${node.macro} ${written(node.range)} ${node.variable.text}${node.where === undefined ? '' : ` where ${written(node.where)}`} ${written(node.body)})`;
    case 'bind':
      return `(bind ${node.variable.text} ${written(node.value)} ${written(node.body)})`;
    case 'optional-map':
      return `(${node.flat ? 'optFlatMap' : 'optMap'} ${written(node.operand)} ${node.variable.text} ${written(node.body)})`;
  }
}

function writtenValue(value: CelValue): string {
  if (value instanceof CelUint) return `${value.value}u`;
  if (value instanceof CelBytes) return `b<${[...value.bytes].join(',')}>`;
  if (typeof value === 'number') return `double(${Object.is(value, -0) ? '-0' : value})`;
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}
