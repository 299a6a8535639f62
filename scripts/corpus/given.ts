// Reads what was written by hand about cases of a corpus: what cannot be guessed from a policy, and what its README could not know.
import { existsSync, readFileSync } from 'node:fs';
import { child, isJsonObject, textAt, type JsonObject } from '../../src/model/resource.ts';
import { listAt, textsAt } from './drafts.ts';
import { objectsIn } from './project.ts';

const GIVEN = 'test/conformance/corpus-triggers.yaml';

/** What is given of a case. */
export interface Given {
  /** The inventory; empty where it can be made up. */
  readonly objects: readonly JsonObject[];
  /** Why the policy is refused, as the README would say it. */
  readonly refused: readonly string[];
  /** Texts by path, to lie beside the files of the case: tests of the command line are among them. */
  readonly files: ReadonlyMap<string, string>;
}

/** Nothing. */
export const NOTHING_GIVEN: Given = { objects: [], refused: [], files: new Map() };

/** What is given, by case. */
export function givenCases(): ReadonlyMap<string, Given> {
  const text = existsSync(GIVEN) ? readFileSync(GIVEN, 'utf8') : '';
  return new Map(
    objectsIn(text).map((document) => [
      textAt(document, 'case'),
      {
        objects: listAt(document, 'objects').filter(isJsonObject),
        refused: textsAt(document, 'refused'),
        files: filesIn(document),
      },
    ]),
  );
}

function filesIn(document: JsonObject): ReadonlyMap<string, string> {
  const files = child(document, 'files');
  return new Map(isJsonObject(files) ? Object.keys(files).map((path) => [path, textAt(files, path)]) : []);
}
