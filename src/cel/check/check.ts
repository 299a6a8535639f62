// Whether an expression makes sense before it runs, and of which type its result is: the rules of the original's checker. What may be named,
// the environment says; forms of syntax are told apart here and checked in the files check-….ts.
import { checkCall, checkConditional, checkIndex, checkLogic } from './check-call.ts';
import { checkList, checkMap, checkMessage } from './check-collection.ts';
import { CheckContext } from './check-context.ts';
import { checkBind, checkOptionalMap, checkWalk } from './check-macro.ts';
import { checkHas, checkIdentifier, checkSelect } from './check-name.ts';
import type { CelEnvironment } from '../environment.ts';
import type { CelFailure } from '../failure.ts';
import { literalType } from './literal-values.ts';
import type { Node } from '../syntax/syntax-tree.ts';
import type { Type } from '../type.ts';
import type { Overload } from '../overload.ts';

/** The type of an expression and what is wrong with it. */
export interface Checked {
  readonly type: Type;
  readonly problems: readonly CelFailure[];
  /** The form of the function that a call means, where its types leave only one. */
  readonly meant: ReadonlyMap<Node, Overload>;
}

/**
 * The type of the expression and everything that is wrong with it.
 *
 * Shape   the type has no parameters: what stayed open is dyn, and so is what is in trouble.
 * Order   inner parts before the parts they are in, left before right.
 */
export function checkExpression(node: Node, environment: CelEnvironment): Checked {
  const context = new CheckContext(environment, checkNode);
  const type = context.check(node);
  return { type: context.types.settle(type), problems: context.problems, meant: context.meant };
}

function checkNode(node: Node, context: CheckContext): Type {
  switch (node.kind) {
    case 'literal':
      return literalType(node.value);
    case 'identifier':
      return checkIdentifier(node, context);
    case 'select':
      return checkSelect(node, context);
    case 'has':
      return checkHas(node, context);
    case 'index':
      return checkIndex(node, context);
    case 'call':
      return checkCall(node, context);
    case 'and':
    case 'or':
      return checkLogic(node, context);
    case 'conditional':
      return checkConditional(node, context);
    case 'list':
      return checkList(node, context);
    case 'map':
      return checkMap(node, context);
    case 'message':
      return checkMessage(node, context);
    case 'walk':
      return checkWalk(node, context);
    case 'bind':
      return checkBind(node, context);
    case 'optional-map':
      return checkOptionalMap(node, context);
  }
}
