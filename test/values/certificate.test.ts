import { expect, it } from 'vitest';
import { decodeCertificate } from '../../src/values/index.ts';

// Made for this test; the keys were thrown away.
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDCTCCAnKgAwIBAgIUSm8L56BCjgnngQa4CeN8d01IxWswDQYJKoZIhvcNAQEL
BQAwRzELMAkGA1UEBhMCTk8xEDAOBgNVBAoMB0V4YW1wbGUxDzANBgNVBAoMBlNl
Y29uZDEVMBMGA1UEAwwMZXhhbXBsZS50ZXN0MB4XDTI2MTEyMDIzMjg1MloXDTM2
MTExNzIzMjg1MlowRzELMAkGA1UEBhMCTk8xEDAOBgNVBAoMB0V4YW1wbGUxDzAN
BgNVBAoMBlNlY29uZDEVMBMGA1UEAwwMZXhhbXBsZS50ZXN0MIGfMA0GCSqGSIb3
DQEBAQUAA4GNADCBiQKBgQDfzz4S/Rqiy579xHILtBW5HzIAPTA6NObXd1mK2lQ1
TfS1JNeQ4A+8VyR834oqhapr9eengfUQxIHy4nvON+rSTlU+/s8COLZ6J/K8sQlt
P/6cpf0AJ+kDCdH9zgVYbC81Dyv0tnYRvawWTrn7T8hyN84yFKnZSpqyB4DL70yf
AwIDAQABo4HxMIHuMB0GA1UdDgQWBBR0+TuChpIb/rjMH+dZ/nlaET/10jAfBgNV
HSMEGDAWgBR0+TuChpIb/rjMH+dZ/nlaET/10jBpBgNVHREEYjBgggxleGFtcGxl
LnRlc3SCEHd3dy5leGFtcGxlLnRlc3SHBAoAAAGHEP0AAAAAAAAAAAAAAAAAAAGB
DmFAZXhhbXBsZS50ZXN0hhZodHRwczovL2V4YW1wbGUudGVzdC94MA4GA1UdDwEB
/wQEAwIChDAdBgNVHSUEFjAUBggrBgEFBQcDAQYIKwYBBQUHAwIwEgYDVR0TAQH/
BAgwBgEB/wIBADANBgkqhkiG9w0BAQsFAAOBgQBQeLxk5ieQ5xESDMSV/vsMGJZG
zUpeYrsrgeu/UhR8K1L74/G4cQ/Pe1JpNLKlueZqQuEDaiXA3QZF55CE2rzlUaz3
uEWSneyuyw37Fp0z1i4a7FIA1WktUcGlLz4B9MgcHJsrhGJc+TVR6/5l0a0ZI9he
oYqO4xM7lpFWMGdGtQ==
-----END CERTIFICATE-----`;
const REQUEST = `-----BEGIN CERTIFICATE REQUEST-----
MIIBgDCB6gIBADAXMRUwEwYDVQQDDAxyZXF1ZXN0LnRlc3QwgZ8wDQYJKoZIhvcN
AQEBBQADgY0AMIGJAoGBAN/PPhL9GqLLnv3Ecgu0FbkfMgA9MDo05td3WYraVDVN
9LUk15DgD7xXJHzfiiqFqmv156eB9RDEgfLie8436tJOVT7+zwI4tnon8ryxCW0/
/pyl/QAn6QMJ0f3OBVhsLzUPK/S2dhG9rBZOuftPyHI3zjIUqdlKmrIHgMvvTJ8D
AgMBAAGgKjAoBgkqhkiG9w0BCQ4xGzAZMBcGA1UdEQQQMA6CDHJlcXVlc3QudGVz
dDANBgkqhkiG9w0BAQsFAAOBgQDK09VLV9ObODJlvFtPXkn5piujmoBD/5IFnAOE
wbe5i1YSzfueU6YdHDFjqbMmgCLIC2r/XiJ1R+45eX7LWkyC/a2GbP4wXCOBKTr/
tLH7tgeAokneuyE7/fjgCBgwdwhuZSTYmxXPLKdAA+Kj31yG8zBvPO2N+Ot8kwjJ
nfDBnQ==
-----END CERTIFICATE REQUEST-----`;
const ELLIPTIC = `-----BEGIN CERTIFICATE-----
MIIBcDCCARWgAwIBAgIULqapna8aqfRB8Ej7+G10wqnAXKUwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCZWMwHhcNMjYxMTIwMjMyODUyWhcNMjYxMTMwMjMyODUyWjAN
MQswCQYDVQQDDAJlYzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABOXqBpKSOktA
fq/kSMzFu1d1jATk4WOCw9SM2aon4Rck4hDomMmkA80quFwL+mknyUBAjyPhBV5R
U6TFOjAbdACjUzBRMB0GA1UdDgQWBBRD7HbpIqa24brU64ZPJBRgH8IXcDAfBgNV
HSMEGDAWgBRD7HbpIqa24brU64ZPJBRgH8IXcDAPBgNVHRMBAf8EBTADAQH/MAoG
CCqGSM49BAMCA0kAMEYCIQC9+cSjqwQvgpgEzia9VlqhFIkWSlau9FhUAKMi9ECu
aAIhAP2LoXz74d+nqIp6/9GKYXDtGynMjPv7xTWaPuO+XnKY
-----END CERTIFICATE-----`;

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
