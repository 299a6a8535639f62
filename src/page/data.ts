// Reads the data that the page carries: JSON, or where it is large, gzip in base64.
import type { PageData } from '../report/html/for-page.ts';

/** The groups and risks of the page. */
export async function readData(): Promise<PageData> {
  const element = document.getElementById('data');
  const text = element?.textContent ?? '';
  const isPacked = element?.getAttribute('type') !== 'application/json';
  // The page is made in one piece: what it carries is what page-data.ts wrote.
  return JSON.parse(isPacked ? await unpacked(text) : text) as PageData;
}

async function unpacked(base64: string): Promise<string> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
