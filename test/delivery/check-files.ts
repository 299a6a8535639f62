// Runs the check over files in a temporary folder, as a repository without Git, or with remotes that are given.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { checkDelivery, type DeliveryRequest } from '../../src/delivery/index.ts';
import { readRepository } from '../../src/load/index.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';

/** What differs from a project at the root of a repository that knows no remote. */
export interface Asked {
  readonly profile?: DeliveryRequest['profile'];
  readonly remotes?: readonly string[];
  readonly configuration?: string;
  /** The folder of the project. */
  readonly base?: string;
}

/** What the check finds. */
export async function checkFiles(
  files: Readonly<Record<string, string>>,
  asked: Asked = {},
): Promise<readonly Diagnostic[]> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'headwater-delivery-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const view = await readRepository(root);
  const configuration = asked.configuration ?? 'headwater.yaml';
  const below = (name: string): string => (asked.base === undefined ? name : `${asked.base}/${name}`);
  return checkDelivery({
    view: { ...view, remotes: asked.remotes ?? [] },
    profile: asked.profile ?? 'both',
    policies: [below('policies')],
    inventory: [below('cluster-state')],
    output: below('output'),
    configuration:
      files[configuration] === undefined
        ? undefined
        : { path: configuration, text: readFileSync(join(root, configuration), 'utf8') },
  });
}
