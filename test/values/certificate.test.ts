import { expect, it } from 'vitest';
import { decodeCertificate } from '../../src/values/index.ts';
import { CERTIFICATE, ELLIPTIC, REQUEST } from '../support/certificates.ts';

it('has the fields of a certificate under the names Go gives them', () => {
  expect(decodeCertificate(CERTIFICATE)).toMatchObject({
    Version: 3,
    SerialNumber: BigInt('0x4A6F0BE7A0428E09E78106B809E37C774D48C56B'),
    SignatureAlgorithm: 4,
    PublicKeyAlgorithm: 1,
    PublicKey: {
      N: BigInt(
        '0xDFCF3E12FD1AA2CB9EFDC4720BB415B91F32003D303A34E6D777598ADA54354DF4B524D790E00FBC57247CDF8A2A85AA6BF5E7A781F510C481F2E27BCE37EAD24E553EFECF0238B67A27F2BCB1096D3FFE9CA5FD0027E90309D1FDCE05586C2F350F2BF4B67611BDAC164EB9FB4FC87237CE3214A9D94A9AB20780CBEF4C9F03',
      ).toString(),
      E: 65537,
    },
    Subject: { Country: ['NO'], Organization: ['Example', 'Second'], Locality: null, CommonName: 'example.test' },
    Issuer: { CommonName: 'example.test' },
    NotBefore: '2026-11-20T23:28:52Z',
    NotAfter: '2036-11-17T23:28:52Z',
    KeyUsage: 0b100001,
    ExtKeyUsage: [1, 2],
    BasicConstraintsValid: true,
    IsCA: true,
    MaxPathLen: 0,
    MaxPathLenZero: true,
    DNSNames: ['example.test', 'www.example.test'],
    EmailAddresses: ['a@example.test'],
    IPAddresses: ['10.0.0.1', 'fd00::1'],
    URIs: ['https://example.test/x'],
  });
});

it('has the fields of a request', () => {
  expect(decodeCertificate(REQUEST)).toMatchObject({
    Version: 0,
    Subject: { CommonName: 'request.test', Country: null },
    PublicKey: { E: 65537 },
    DNSNames: ['request.test'],
  });
});

it('takes the first block, whatever text is around it', () => {
  expect(decodeCertificate(`about\n${CERTIFICATE}\n${REQUEST}`)).toHaveProperty('NotAfter');
});

it.each([
  ['no PEM', 'x'],
  ['another block', CERTIFICATE.replaceAll('CERTIFICATE', 'PUBLIC KEY')],
  ['an elliptic key', ELLIPTIC],
  [
    'bytes cut short',
    CERTIFICATE.replace(/\n.{64}\n-----END/, '\n-----END').replace(/\n.{1,64}\n-----END/, '\n-----END'),
  ],
  ['bytes that are no certificate', '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----'],
])('refuses %s', (_name, text) => {
  expect(decodeCertificate(text)).toEqual({ problem: expect.any(String) as string });
});
