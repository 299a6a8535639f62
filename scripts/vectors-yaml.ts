// How the vector runner reads YAML for `parse_yaml`: with whatever the product reads it with.

import { load } from 'js-yaml';
import type { JmesValue } from '../src/jmespath/index.ts';

/** The first document of `text` as JSON, or what is wrong with it. */
export function parseYaml(text: string): { readonly value: JmesValue } | { readonly problem: string } {
  try {
    return { value: text.trim() === '' ? null : (JSON.parse(JSON.stringify(load(text))) as JmesValue) };
  } catch (cause) {
    return { problem: cause instanceof Error ? cause.message : 'not YAML' };
  }
}
