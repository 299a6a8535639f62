// Typed reading of one field at a time: a value of the wrong type is reported at its place and taken as absent.
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { SourceDocument } from '../../model/document.ts';
import { child, isJsonList, isJsonObject, textAt, type Json, type JsonObject } from '../../model/resource.ts';
import type { FieldPath } from '../trouble.ts';

/** Reads fields of one policy document and collects what has the wrong type. */
export interface FieldReader {
  readonly problems: readonly Diagnostic[];
  text(parent: Json | undefined, path: FieldPath, key: string): string | undefined;
  flag(parent: Json | undefined, path: FieldPath, key: string): boolean | undefined;
  object(parent: Json | undefined, path: FieldPath, key: string): JsonObject | undefined;
  /** The objects of a list; items that are none are reported and left out. */
  objects(parent: Json | undefined, path: FieldPath, key: string): readonly ListedObject[] | undefined;
  /** The texts of a list; numbers and booleans are taken as the text they were written as. */
  texts(parent: Json | undefined, path: FieldPath, key: string): readonly string[] | undefined;
  /** A map of texts. */
  textMap(parent: Json | undefined, path: FieldPath, key: string): Readonly<Record<string, string>> | undefined;
}

/** An object in a list, with its index there. */
export interface ListedObject {
  readonly index: number;
  readonly value: JsonObject;
}

/** A reader over one document; `policy` names it in what is reported. */
export function fieldReader(document: SourceDocument, policy: string): FieldReader {
  const problems: Diagnostic[] = [];
  const report = (path: FieldPath, wanted: string): void => {
    const field = path.join('.');
    problems.push({
      code: 'policy/wrong-type',
      severity: 'error',
      message: `${field} must be ${wanted}`,
      help: `Write ${wanted} there.`,
      at: document.place(path),
      about: { policy, ...ruleAt(document.value, path), field },
    });
  };
  /** undefined and null both mean that the field was not given, as the API machinery has it. */
  const given = (parent: Json | undefined, key: string): Json | undefined => child(parent, key) ?? undefined;

  return {
    problems,
    text(parent, path, key) {
      const value = given(parent, key);
      if (value === undefined || typeof value === 'string') return value;
      report([...path, key], 'text');
      return undefined;
    },
    flag(parent, path, key) {
      const value = given(parent, key);
      if (value === undefined || typeof value === 'boolean') return value;
      report([...path, key], 'true or false');
      return undefined;
    },
    object(parent, path, key) {
      const value = given(parent, key);
      if (value === undefined || isJsonObject(value)) return value;
      report([...path, key], 'an object');
      return undefined;
    },
    objects(parent, path, key) {
      const value = given(parent, key);
      if (value === undefined) return undefined;
      if (!isJsonList(value)) {
        report([...path, key], 'a list');
        return undefined;
      }
      return value.flatMap((item, index) => {
        if (isJsonObject(item)) return [{ index, value: item }];
        report([...path, key, index], 'an object');
        return [];
      });
    },
    texts(parent, path, key) {
      const value = given(parent, key);
      if (value === undefined) return undefined;
      if (!isJsonList(value)) {
        report([...path, key], 'a list of texts');
        return undefined;
      }
      return value.flatMap((item, index) => {
        if (typeof item === 'string') return [item];
        report([...path, key, index], 'text');
        return [];
      });
    },
    textMap(parent, path, key) {
      const value = given(parent, key);
      if (value === undefined) return undefined;
      if (!isJsonObject(value)) {
        report([...path, key], 'a map of texts');
        return undefined;
      }
      const entries = Object.entries(value).flatMap(([name, item]): [string, string][] => {
        if (typeof item === 'string') return [[name, item]];
        report([...path, key, name], 'text');
        return [];
      });
      return Object.fromEntries(entries);
    },
  };
}

/** The rule that a place is in, where it has a name. */
function ruleAt(policy: JsonObject, [, list, index]: FieldPath): { readonly rule?: string } {
  const rules = child(child(policy, 'spec'), 'rules');
  if (list !== 'rules' || typeof index !== 'number' || !isJsonList(rules)) return {};
  const rule = textAt(rules[index], 'name');
  return rule === '' ? {} : { rule };
}
