// What checking one expression shares: the environment, the names of macros around a part, the types so far and the problems found.
import { CelFailure, type Span } from '../failure.ts';
import type { CelEnvironment } from '../environment.ts';
import type { Name, Node } from '../syntax/syntax-tree.ts';
import { libraryTypeNames, TYPE_NAMES } from '../type-names.ts';
import { BOOL, DYN, printType, type Type } from '../type.ts';
import type { Overload } from '../overload.ts';
import { Unifier } from './unify.ts';

/** A node of one kind. */
export type NodeOf<Kind extends Node['kind']> = Extract<Node, { readonly kind: Kind }>;

/** What is behind so many calls with literal patterns and formats is found when it runs. */
const MAX_LITERAL_CHECKS = 1000;

/** A variable of a macro, and those around it. */
interface Local {
  readonly name: string;
  readonly type: Type;
  readonly outer: Local | undefined;
}

/** The state of checking one expression. */
export class CheckContext {
  readonly environment: CelEnvironment;
  readonly types = new Unifier();
  readonly problems: CelFailure[] = [];
  /** What a call means, where its types leave one form of the function. */
  readonly meant = new Map<Node, Overload>();
  readonly #walk: (node: Node, context: CheckContext) => Type;
  #local: Local | undefined;
  #literalChecks = 0;
  #libraryTypes: ReadonlySet<string> | undefined;

  constructor(environment: CelEnvironment, walk: (node: Node, context: CheckContext) => Type) {
    this.environment = environment;
    this.#walk = walk;
  }

  /** The type of a part of the expression. */
  check(node: Node): Type {
    return this.#walk(node, this);
  }

  /** The type of a part in which `variable` has this type. */
  checkWith(variable: Name, type: Type, body: Node): Type {
    const outer = this.#local;
    this.#local = { name: variable.text, type, outer };
    const result = this.check(body);
    this.#local = outer;
    return result;
  }

  /** The same for a part that has to be a bool. */
  expectBool(node: Node, type: Type): void {
    if (!this.types.assignable(type, BOOL)) {
      this.report(node.span, `expected type 'bool' but found '${this.print(type)}'`);
    }
  }

  /** The type of the innermost macro variable of this name. */
  local(name: string): Type | undefined {
    for (let at = this.#local; at !== undefined; at = at.outer) if (at.name === name) return at.type;
    return undefined;
  }

  /** Whether there is still a literal argument to be looked at closely: patterns are compiled for it, which nothing else bounds. */
  mayCheckLiterals(): boolean {
    this.#literalChecks += 1;
    return this.#literalChecks <= MAX_LITERAL_CHECKS;
  }

  /** Whether the name, with its dots, stands for a type. */
  isTypeName(name: string): boolean {
    if (TYPE_NAMES.has(name)) return true;
    this.#libraryTypes ??= libraryTypeNames(this.environment);
    return this.#libraryTypes.has(name);
  }

  /** The names of all macro variables here. */
  localNames(): readonly string[] {
    const names: string[] = [];
    for (let at = this.#local; at !== undefined; at = at.outer) names.push(at.name);
    return names;
  }

  /** Notes what is wrong. The type of what is in trouble is dyn, so that nothing else is found wrong because of it. */
  report(span: Span, message: string): Type {
    this.problems.push(new CelFailure('check', message, span));
    return DYN;
  }

  /** The type as findings print it. */
  print(type: Type): string {
    return printType(this.types.settle(type));
  }
}
