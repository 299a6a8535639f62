// `x509.decode`: the fields of certificates.
import { decodeCertificate } from '../../values/index.ts';
import { invalid } from '../failure.ts';
import { functionOverload, textAt, type Overload } from '../overload.ts';
import type { CelRun } from '../run.ts';
import { DYN, mapOf, STRING } from '../type.ts';
import { fromJson, type CelResult } from '../value.ts';

/** The first PEM block as a map; all of its numbers are doubles, the modulus of the key is a text. */
function decode(text: string, run: CelRun): CelResult {
  const spent = run.spend(text.length);
  if (spent !== undefined) return spent;
  const fields = decodeCertificate(text);
  return 'problem' in fields && typeof fields.problem === 'string'
    ? invalid(fields.problem)
    : fromJson(fields, 'double');
}

/** Certificates and certificate requests with an RSA key. */
export const X509: readonly Overload[] = [
  functionOverload('x509.decode', [STRING], mapOf(STRING, DYN), (args, run) => decode(textAt(args, 0), run)),
];
