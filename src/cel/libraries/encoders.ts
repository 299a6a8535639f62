// Base64, the only encoding of the extension library of encoders.
//
// Source  cel-go, `ext.Encoders()`.
import { textSteps } from '../cost.ts';
import { decodeBase64Bytes, encodeBase64 } from '../../values/index.ts';
import { invalid } from '../failure.ts';
import { anyAt, functionOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import { BYTES, STRING } from '../type.ts';
import { CelBytes } from '../value.ts';

/** The functions of `base64`. */
export const ENCODERS: readonly Overload[] = [
  functionOverload('base64.encode', [BYTES], STRING, (args, run) => {
    const value = anyAt(args, 0);
    if (!(value instanceof CelBytes)) return noSuchOverload('base64.encode');
    return run.spend(textSteps(value.bytes.length)) ?? encodeBase64(value.bytes);
  }),
  functionOverload('base64.decode', [STRING], BYTES, (args, run) => {
    const text = textAt(args, 0);
    const refused = run.spend(textSteps(text.length));
    if (refused !== undefined) return refused;
    const bytes = decodeBase64Bytes(text);
    return bytes === undefined ? invalid('the text is no base64') : new CelBytes(bytes);
  }),
];
