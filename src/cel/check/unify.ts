// What the type parameters met in one expression stand for, and whether a type may stand where another is expected. An attempt that fails
// leaves no traces.
import { everyPart, isDynamic, isNullable, moreGeneral, partsOf, sameKind, sameType } from './assign.ts';
import { DYN, listOf, mapOf, optionalOf, parameter, type Type } from '../type.ts';

/** Parts of types with more parts than this become dyn: a short expression may nest types so that they double at every level. */
const MAX_SIZE = 500;

type Parameter = Extract<Type, { readonly kind: 'parameter' }>;

/** `open`: it does not stand for the type, but for nothing else either. */
type Standing = 'yes' | 'no' | 'open';

/** The type parameters of one expression. */
export class Unifier {
  readonly #bound = new Map<string, Type>();
  readonly #sizes = new WeakMap<Type, number>();
  #trail: { readonly name: string; readonly before: Type | undefined }[] = [];
  #made = 0;

  /** A parameter of a name that no overload uses. */
  fresh(): Type {
    this.#made += 1;
    return parameter(`#${this.#made}`);
  }

  /** Whether a value of type `from` may stand where `to` is expected; parameters are bound as that needs. */
  assignable(from: Type, to: Type): boolean {
    return this.assignableAll([from], [to]);
  }

  /** Whether that holds for all of them together. */
  assignableAll(from: readonly Type[], to: readonly Type[]): boolean {
    this.#trail = [];
    const fits =
      from.length === to.length &&
      from.every((type, at) => {
        const expected = to[at];
        return expected !== undefined && this.#assign(type, expected);
      });
    if (!fits) this.#undo();
    return fits;
  }

  /** The common type of two elements of a literal: dyn where they differ. */
  join(left: Type, right: Type): Type {
    return this.assignable(left, right) ? moreGeneral(this.resolve(left), this.resolve(right)) : DYN;
  }

  /** The type with parameters replaced by what they stand for; those that stand for nothing stay. */
  resolve(type: Type): Type {
    return this.#replace(type, new Map(), undefined);
  }

  /** The same, with dyn for parameters that stand for nothing. */
  settle(type: Type): Type {
    return this.#replace(type, new Map(), DYN);
  }

  /** These types with fresh parameters instead of their own, the same for the same name. */
  instantiate(types: readonly Type[]): readonly Type[] {
    const names = new Map<string, Type>();
    return types.map((type) => this.#rename(type, names));
  }

  /** A list, a map, an optional: as in type.ts, with bounds. */
  listOf(element: Type): Type {
    return listOf(this.#small(element));
  }

  mapOf(key: Type, value: Type): Type {
    return mapOf(this.#small(key), this.#small(value));
  }

  optionalOf(element: Type): Type {
    return optionalOf(this.#small(element));
  }

  #small(type: Type): Type {
    return this.#size(type) > MAX_SIZE ? DYN : type;
  }

  #size(type: Type): number {
    const known = this.#sizes.get(type);
    if (known !== undefined) return known;
    let size = 1;
    for (const part of partsOf(type)) size += this.#size(part);
    this.#sizes.set(type, size);
    return size;
  }

  #withParts(type: Type, change: (part: Type) => Type): Type {
    switch (type.kind) {
      case 'list': {
        const element = change(type.element);
        return element === type.element ? type : this.listOf(element);
      }
      case 'optional': {
        const element = change(type.element);
        return element === type.element ? type : this.optionalOf(element);
      }
      case 'map': {
        const [key, value] = [change(type.key), change(type.value)];
        return key === type.key && value === type.value ? type : this.mapOf(key, value);
      }
      default:
        return type;
    }
  }

  #replace(type: Type, done: Map<string, Type>, free: Type | undefined): Type {
    if (type.kind !== 'parameter') return this.#withParts(type, (part) => this.#replace(part, done, free));
    const known = done.get(type.name);
    if (known !== undefined) return known;
    const bound = this.#bound.get(type.name);
    const replaced = bound === undefined ? (free ?? type) : this.#replace(bound, done, free);
    done.set(type.name, replaced);
    return replaced;
  }

  #rename(type: Type, names: Map<string, Type>): Type {
    if (type.kind !== 'parameter') return this.#withParts(type, (part) => this.#rename(part, names));
    const known = names.get(type.name);
    if (known !== undefined) return known;
    const made = this.fresh();
    names.set(type.name, made);
    return made;
  }

  #assign(from: Type, to: Type): boolean {
    if (from === to) return true;
    if (to.kind === 'parameter') {
      const standing = this.#stands(to, from);
      if (standing !== 'open') return standing === 'yes';
    }
    if (from.kind === 'parameter') return this.#stands(from, to) === 'yes';
    if (isDynamic(from) || isDynamic(to)) return true;
    if (from.kind === 'null') return isNullable(to);
    if (to.kind === 'null') return isNullable(from);
    return sameKind(from, to) && everyPart(from, to, (a, b) => this.#assign(a, b));
  }

  /** Whether the parameter stands, or may stand from now on, for the type. */
  #stands(name: Parameter, type: Type): Standing {
    if (sameType(name, type)) return 'yes';
    const bound = this.#bound.get(name.name);
    if (bound === undefined) {
      if (this.#occurs(name, type, new Set())) return 'open';
      this.#bind(name, type);
      return 'yes';
    }
    if (sameType(type, bound)) return 'yes';
    if (!this.#assign(type, bound)) return 'no';
    const general = moreGeneral(type, bound);
    if (!this.#occurs(name, general, new Set())) this.#bind(name, general);
    return 'yes';
  }

  /** A parameter that stood for something it is part of would have no end. */
  #occurs(name: Parameter, within: Type, seen: Set<string>): boolean {
    if (within.kind !== 'parameter') return partsOf(within).some((part) => this.#occurs(name, part, seen));
    if (within.name === name.name) return true;
    if (seen.has(within.name)) return false;
    seen.add(within.name);
    const bound = this.#bound.get(within.name);
    return bound !== undefined && this.#occurs(name, bound, seen);
  }

  #bind(name: Parameter, type: Type): void {
    this.#trail.push({ name: name.name, before: this.#bound.get(name.name) });
    this.#bound.set(name.name, type);
  }

  #undo(): void {
    for (const { name, before } of this.#trail.reverse()) {
      if (before === undefined) this.#bound.delete(name);
      else this.#bound.set(name, before);
    }
    this.#trail = [];
  }
}
