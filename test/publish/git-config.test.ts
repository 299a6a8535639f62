import { describe, expect, it } from 'vitest';
import { isSet, parseGitConfig } from '../../src/publish/embedded/git-config.ts';

describe('parseGitConfig', () => {
  const cases: readonly { name: string; text: string; settings: Readonly<Record<string, string>> }[] = [
    {
      name: 'folds case of sections and keys',
      text: '[Core]\n\tFileMode = True',
      settings: { 'core.filemode': 'True' },
    },
    { name: 'takes a key alone for true', text: '[commit]\ngpgSign', settings: { 'commit.gpgsign': 'true' } },
    {
      name: 'keeps subsections as they are',
      text: '[remote "My \\"Fork\\""]\nurl = x',
      settings: { 'remote.My "Fork".url': 'x' },
    },
    {
      name: 'ends values at comments, outside quotes only',
      text: '# a\n[user] ; b\nname = Ann Other   # c\nemail = "a#b;c@example" ; d',
      settings: { 'user.name': 'Ann Other', 'user.email': 'a#b;c@example' },
    },
    {
      name: 'reads escapes, and blanks in quotes',
      text: '[user]\nname = "  Ann\\t\\"A\\" \\\\ "',
      settings: { 'user.name': '  Ann\t"A" \\ ' },
    },
    { name: 'joins continued lines', text: '[user]\nname = Ann \\\n  Other', settings: { 'user.name': 'Ann   Other' } },
    { name: 'reads a setting on the line of its section', text: '[core] bare = no', settings: { 'core.bare': 'no' } },
    {
      name: 'takes the last of several values',
      text: '[user]\nname=a\r\n[user]\nname=b',
      settings: { 'user.name': 'b' },
    },
    { name: 'passes over what stands before any section', text: 'name = x', settings: {} },
    { name: 'keeps an empty value', text: '[user]\nname =', settings: { 'user.name': '' } },
  ];
  it.each(cases)('$name', ({ text, settings }) => {
    expect(Object.fromEntries(parseGitConfig(text))).toEqual(settings);
  });
});

describe('isSet', () => {
  it.each(['true', 'YES', 'on', '1'])('is true for %s', (value) =>
    expect(isSet(new Map([['a.b', value]]), 'a.b')).toBe(true),
  );
  it.each(['false', 'no', '0', '', 'x'])('is false for %j', (value) => {
    expect(isSet(new Map([['a.b', value]]), 'a.b')).toBe(false);
  });
  it('is false for what is not there', () => expect(isSet(new Map(), 'a.b')).toBe(false));
});
