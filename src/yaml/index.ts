// The public face of the package: reading YAML and JSON as Kubernetes does, and printing both so that every reader gets
// the same values back. Nothing else of this folder is imported from outside.
export { decodeText } from './decode.ts';
export { parseNodes } from './core-nodes.ts';
export type { YamlNode, YamlNodeEntry, YamlNodes } from './core-nodes.ts';
export { parseFirstDocument, parseYaml } from './parse.ts';
export { parseJson } from './parse-json.ts';
export { printJson } from './print-json.ts';
export { printYaml } from './print-yaml.ts';
export { DEFAULT_LIMITS } from './value.ts';
export type {
  YamlDocument,
  YamlLimits,
  YamlParse,
  YamlPosition,
  YamlProblem,
  YamlProblemCode,
  YamlValue,
} from './value.ts';
