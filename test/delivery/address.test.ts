// Which addresses name the same repository.
import { describe, expect, test } from 'vitest';
import { repositoryName } from '../../src/delivery/address.ts';

describe('the name of a repository', () => {
  test.each([
    'https://git.example.com/platform/cluster.git',
    'https://git.example.com/platform/cluster',
    'https://git.example.com/platform/cluster/',
    'https://GIT.Example.com/platform/cluster.git/',
    'https://someone:t0ken@git.example.com/platform/cluster',
    'https://git.example.com:8443/platform/cluster.git',
    'http://git.example.com/Platform/Cluster',
    'ssh://git@git.example.com/platform/cluster.git',
    'ssh://git@git.example.com:7999/platform/cluster',
    'git@git.example.com:platform/cluster.git',
    'git.example.com:/platform/cluster',
    ' git+ssh://git@git.example.com/platform/cluster.git ',
  ])('%s', (address) => {
    expect(repositoryName(address)).toBe('git.example.com/platform/cluster');
  });

  test.each([
    ['ssh://git@ssh.github.com:443/example/cluster.git', 'github.com/example/cluster'],
    ['git@ssh.dev.azure.com:v3/org/project/repo', 'dev.azure.com/org/project/repo'],
    ['https://org@dev.azure.com/org/project/_git/repo', 'dev.azure.com/org/project/repo'],
    ['/srv/git/cluster.git', '/srv/git/cluster'],
    ['file:///srv/git/cluster', '/srv/git/cluster'],
    ['C:/git/cluster.git', '/c:/git/cluster'],
    ['https://git.example.com', 'git.example.com/'],
  ])('%s is %s', (address, name) => {
    expect(repositoryName(address)).toBe(name);
  });

  test.each([
    ['https://git.example.com/platform/cluster', 'https://git.example.com/platform/cluster-2'],
    ['https://git.example.com/platform/cluster', 'https://git.example.org/platform/cluster'],
    ['https://git.example.com/a/cluster', 'https://git.example.com/cluster'],
  ])('%s is not %s', (one, other) => {
    expect(repositoryName(one)).not.toBe(repositoryName(other));
  });

  test('has nothing of a credential in it', () => {
    expect(repositoryName('https://x-access-token:s3cr3t@git.example.com/a/b.git?token=s3cr3t')).toBe(
      'git.example.com/a/b',
    );
    expect(repositoryName('https://s3cr3t@evil@git.example.com/a')).not.toContain('s3cr3t');
  });
});
