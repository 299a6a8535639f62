// What a Secret holds, however it is written. The values are for comparing alone: nothing here may enter a message.
import { encodeBase64 } from '../values/index.ts';
import { child, isJsonObject, type Json, type JsonObject, type Resource } from '../model/resource.ts';

/** The values by key as the API server keeps them: `data`, and over it what `stringData` says, in base64. */
export function secretValues(secret: Resource): JsonObject {
  const [data, plain] = [child(secret, 'data'), child(secret, 'stringData')];
  const written = isJsonObject(data) ? Object.entries(data) : [];
  const given = isJsonObject(plain) ? Object.entries(plain) : [];
  const encoded = given.map(([key, value]): [string, Json] => [
    key,
    typeof value === 'string' ? encodeBase64(value) : value,
  ]);
  return Object.fromEntries([...written, ...encoded]);
}
