// Flags and headwater.yaml to the options of a preview. Each of the two states that it compares has a configuration of its own, over which
// the same flags are laid.
import { findConfiguration, parseConfiguration } from '../load/index.ts';
import type { Checked } from '../model/diagnostic.ts';
import type { TreeFile } from '../model/tree.ts';
import { isOfFork, type PreviewOptions, type ReconcileInput, type RunOptions } from '../run/index.ts';
import { choice, gitOptions, layOver, runOptions, type Flags, type Settings, type Surroundings } from './options.ts';

/** Whether the configuration in the work tree may say what is shown, written and posted: a fork's may not. */
export function isFileTrusted(flags: Flags, { cwd, env }: Surroundings): boolean {
  const file = configurationFile(flags);
  return file === undefined || !isOfFork(file, cwd, env);
}

function configurationFile(flags: Flags): string | undefined {
  const given = flags['config'];
  return typeof given === 'string' ? given : findConfiguration();
}

/** The options of a preview. Its flags come from the command line and the configuration in the work tree alone. */
export function previewOptions(flags: Flags, settings: Settings, around: Surroundings): PreviewOptions {
  const configuration = configurationFile(flags);
  const { cwd, env, version, progress } = around;
  return {
    ...{ cwd, version, progress, configuration },
    ...gitOptions(env),
    refused: settings.diagnostics,
    base: settings.text('base'),
    head: settings.text('head'),
    json: settings.text('json'),
    markdown: settings.text('markdown'),
    html: settings.text('html'),
    sarif: settings.text('sarifFile'),
    comment: commentOptions(settings),
    from: settings.text('from'),
    failOn: choice(settings.text('failOn'), ['never', 'blockers', 'cautions'], 'never'),
    exitCode: settings.flag('exitCode') ?? false,
    runOptions: (file) => optionsUnder(flags, file, configuration ?? 'headwater.yaml', around),
  };
}

/** Where a run that pushes takes the options of a commit from. */
export function committedSettings(flags: Flags, around: Surroundings): NonNullable<ReconcileInput['committed']> {
  const configuration = configurationFile(flags);
  return {
    configuration,
    isNamed: typeof flags['config'] === 'string',
    runOptions: (file) => optionsUnder(flags, file, configuration ?? 'headwater.yaml', around),
  };
}

function optionsUnder(
  flags: Flags,
  file: TreeFile | undefined,
  path: string,
  around: Surroundings,
): Checked<RunOptions> {
  const settings = layOver(flags, file && parseConfiguration(file, path));
  const { options, diagnostics } = runOptions(settings, around);
  return { value: options, diagnostics };
}

function commentOptions(settings: Settings): PreviewOptions['comment'] {
  const forge = settings.text('comment');
  if (forge !== 'github' && forge !== 'gitlab') return undefined;
  return {
    forge,
    key: settings.text('commentKey'),
    mode: choice(settings.text('commentMode'), ['update', 'new', 'hide-and-new'], 'update'),
    when: choice(settings.text('commentWhen'), ['changed', 'always', 'failed'], 'changed'),
    overflow: choice(settings.text('commentOverflow'), ['artifact', 'split'], 'artifact'),
  };
}
