// One HTTP exchange with a forge: bounded in time and size, nothing followed, nothing thrown. When to ask again, and what an answer
// means, is decided in client.ts.
import { networkTrouble } from '../model/network-trouble.ts';

/** What is sent. */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back. */
export interface Incoming {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Why nothing came back: the end of a sentence. */
export interface NoReply {
  readonly trouble: string;
}

/** The network and the clock, as a value. */
export interface Network {
  readonly exchange: (outgoing: Outgoing) => Promise<Incoming | NoReply>;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const TIMEOUT_MS = 30_000;

/** A page of a hundred comments of the longest kind, and some air. */
const ANSWER_BYTES = 256 * 1024 ** 2;

/** The network of this machine. */
export const SYSTEM_NETWORK: Network = {
  exchange,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  now: () => Date.now(),
};

async function exchange({ method, url, headers, body }: Outgoing): Promise<Incoming | NoReply> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body }),
    });
    const text = await readBounded(response);
    if (text === undefined) return { trouble: `its answer is larger than ${ANSWER_BYTES} bytes` };
    return { status: response.status, headers: response.headers, body: text };
  } catch (error) {
    return { trouble: networkTrouble(error, TIMEOUT_MS) };
  }
}

async function readBounded(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (size > ANSWER_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}
