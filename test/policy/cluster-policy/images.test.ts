import { describe, expect, it } from 'vitest';
import { aTrigger } from '../../support/a-world.ts';
import { aPolicy } from '../checks/policies.ts';
import { tryRule } from './rules.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: team-a}
spec:
  initContainers:
  - {name: init, image: "registry.example.com:5000/tools/init:1.2"}
  containers:
  - {name: web, image: nginx}
  - {name: side, image: "ghcr.io/acme/side@sha256:${'a'.repeat(64)}"}
`;

function controller(apiVersion: string, kind: string, spec: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web, namespace: team-a}\nspec: ${spec}\n`;
}

const TEMPLATE = '{template: {spec: {containers: [{name: web, image: "nginx:1"}]}}}';

function tryImages(trigger: string, expression: string) {
  return tryRule(
    aPolicy({
      match: 'any: [{resources: {kinds: ["*"]}}]',
      target: 'apiVersion: v1\nkind: ConfigMap\nname: made\nnamespace: team-a',
      data: `data: {result: "{{ ${expression} }}"}`,
    }),
    aTrigger(trigger),
  );
}

function imagesOf(trigger: string, expression = 'images'): unknown {
  return tryImages(trigger, expression).contents['ConfigMap/team-a/made']?.['result'];
}

describe('images', () => {
  it('of a Pod are taken apart by group and container, with what is left out filled in', () => {
    expect(imagesOf(POD)).toEqual({
      initContainers: {
        init: {
          registry: 'registry.example.com:5000',
          name: 'init',
          path: 'tools/init',
          tag: '1.2',
          reference: 'registry.example.com:5000/tools/init:1.2',
          referenceWithTag: 'registry.example.com:5000/tools/init:1.2',
          jsonPointer: '/spec/initContainers/0/image',
        },
      },
      containers: {
        web: {
          registry: 'docker.io',
          name: 'nginx',
          path: 'nginx',
          tag: 'latest',
          reference: 'docker.io/nginx:latest',
          referenceWithTag: 'docker.io/nginx:latest',
          jsonPointer: '/spec/containers/0/image',
        },
        side: {
          registry: 'ghcr.io',
          name: 'side',
          path: 'acme/side',
          digest: `sha256:${'a'.repeat(64)}`,
          reference: `ghcr.io/acme/side@sha256:${'a'.repeat(64)}`,
          jsonPointer: '/spec/containers/1/image',
        },
      },
    });
  });

  it.each([
    {
      kind: 'Deployment',
      trigger: controller('apps/v1', 'Deployment', TEMPLATE),
      pointer: '/spec/template/spec/containers/0/image',
    },
    {
      kind: 'StatefulSet',
      trigger: controller('apps/v1', 'StatefulSet', TEMPLATE),
      pointer: '/spec/template/spec/containers/0/image',
    },
    {
      kind: 'Job',
      trigger: controller('batch/v1', 'Job', TEMPLATE),
      pointer: '/spec/template/spec/containers/0/image',
    },
    {
      kind: 'CronJob',
      trigger: controller('batch/v1', 'CronJob', `{jobTemplate: {spec: ${TEMPLATE}}}`),
      pointer: '/spec/jobTemplate/spec/template/spec/containers/0/image',
    },
  ])('of a $kind are those of the Pods that it makes', ({ trigger, pointer }) => {
    expect(imagesOf(trigger, 'images.containers.web.[tag, jsonPointer]')).toEqual(['1', pointer]);
  });

  it('of other kinds are not there', () => {
    const tried = tryImages(controller('v1', 'Service', '{}'), 'images.containers');
    expect(tried.words).toContain('unknown key "images"');
  });

  it('that are none fail what names them, by their place, and nothing else', () => {
    const pod = POD.replace('image: nginx', 'image: "UPPER CASE"');
    expect(tryImages(pod, 'images.containers.side.tag').words).toContain('/spec/containers/0/image is no image');
    expect(imagesOf(pod, 'request.name')).toBe('web');
  });
});

describe('who made a request', () => {
  it('is not known, and the help says so', () => {
    const tried = tryImages(POD, 'request.userInfo.username');
    expect(tried.told).toEqual(['error evaluate/variable spec.rules.0.generate.data.result']);
    expect(tried.words).toContain('An inventory does not know who made a request');
  });
});
