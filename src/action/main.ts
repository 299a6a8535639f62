// The entry of the action: what runs it is in run-action.ts.
import process from 'node:process';
import { runAction } from './run-action.ts';

declare const HEADWATER_VERSION: string;

const env = { ...process.env };
// Programs that are started from here inherit what is left, and need none of these.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('INPUT_') || name === 'GITHUB_TOKEN') Reflect.deleteProperty(process.env, name);
}

process.exitCode = await runAction({
  env,
  now: new Date().toISOString(),
  version: HEADWATER_VERSION,
  enter: (folder) => process.chdir(folder),
  write: (text) => process.stdout.write(text),
});
