// How two types stand to each other as they are: the same, or one more general. What their parameters stand for, unify.ts keeps.
import type { Type } from '../type.ts';

/** Whether the type goes with everything: `any` does so too, except where something is iterated. */
export function isDynamic(type: Type): boolean {
  return type.kind === 'dyn' || type.kind === 'any';
}

/** The types a type is made of: elements, keys and values. Fields of messages are none of them. */
export function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'list':
    case 'optional':
      return [type.element];
    case 'map':
      return [type.key, type.value];
    default:
      return [];
  }
}

/** Whether the two are one kind of type: the same name where they have one. Their parts are not looked at. */
export function sameKind(left: Type, right: Type): boolean {
  switch (left.kind) {
    case 'opaque':
    case 'message':
    case 'parameter':
      return left.kind === right.kind && left.name === right.name;
    default:
      return left.kind === right.kind;
  }
}

/** Whether the two are the same type. */
export function sameType(left: Type, right: Type): boolean {
  return left === right || (sameKind(left, right) && everyPart(left, right, sameType));
}

/** Whether `holds` for the parts of two types of one kind, pair by pair. */
export function everyPart(left: Type, right: Type, holds: (left: Type, right: Type) => boolean): boolean {
  const others = partsOf(right);
  return partsOf(left).every((part, at) => {
    const other = others[at];
    return other !== undefined && holds(part, other);
  });
}

/** The one of two types that says less; the second where neither does. */
export function moreGeneral(left: Type, right: Type): Type {
  return saysLess(left, right) ? left : right;
}

function saysLess(left: Type, right: Type): boolean {
  if (isDynamic(left) || left.kind === 'parameter') return true;
  if (isDynamic(right) || right.kind === 'parameter') return false;
  return sameKind(left, right) && everyPart(left, right, saysLess);
}

/** Whether null may stand where the type is expected. */
export function isNullable(type: Type): boolean {
  switch (type.kind) {
    case 'null':
    case 'any':
    case 'opaque':
    case 'optional':
    case 'message':
    case 'timestamp':
    case 'duration':
      return true;
    default:
      return false;
  }
}
