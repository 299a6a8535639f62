// Two things named `image`: functions that take references apart, and the variable that says what a registry knows of an image.
import { parseRegistryReference, type RegistryReference } from '../../values/index.ts';
import { invalid } from '../failure.ts';
import { anyAt, functionOverload, methodOverload, noSuchOverload, textAt, type Overload } from '../overload.ts';
import { ANY, BOOL, mapOf, opaque, STRING, type Type } from '../type.ts';
import { CelObject, type CelResult, type CelValue } from '../value.ts';
import { ask, type Question } from './host-answer.ts';
import { inBothSpellings } from './spelling.ts';

/** The type of what `image(…)` gives. */
export const IMAGE_REFERENCE_TYPE = opaque('kyverno.Image');
/** The type of the variable `image`. */
export const IMAGE_TYPE = opaque('imagedata.Context');

/** An image reference. */
export class ImageValue extends CelObject {
  readonly type = IMAGE_REFERENCE_TYPE;
  readonly reference: RegistryReference;

  constructor(reference: RegistryReference) {
    super();
    this.reference = reference;
  }

  equals(other: CelObject): boolean {
    if (!(other instanceof ImageValue)) return false;
    const { registry, repository, tag, digest } = other.reference;
    const own = this.reference;
    return registry === own.registry && repository === own.repository && tag === own.tag && digest === own.digest;
  }
}

/** The variable `image`: it has no content, only methods. */
export class ImageLibrary extends CelObject {
  readonly type = IMAGE_TYPE;

  equals(): boolean {
    return true;
  }
}

/** The value of the variable `image`. */
export const IMAGE_VALUE = new ImageLibrary();

function parse(args: readonly CelValue[]): CelResult {
  const reference = parseRegistryReference(textAt(args, 0));
  return reference === undefined ? invalid('the text is no image reference') : new ImageValue(reference);
}

function part(name: string, result: Type, read: (reference: RegistryReference) => CelValue): Overload {
  return methodOverload(name, [IMAGE_REFERENCE_TYPE], result, (args) => {
    const value = anyAt(args, 0);
    return value instanceof ImageValue ? read(value.reference) : noSuchOverload(name);
  });
}

const ASKING: Question = { steps: 1000, code: 'unavailable', missing: 'no registry can be asked for image data' };

/** The functions over image references, and the method of the variable `image`. */
export const IMAGE: readonly Overload[] = [
  functionOverload('image', [STRING], IMAGE_REFERENCE_TYPE, parse),
  functionOverload('parseImageReference', [STRING], IMAGE_REFERENCE_TYPE, parse),
  functionOverload('isImage', [STRING], BOOL, (args) => parseRegistryReference(textAt(args, 0)) !== undefined),
  part('registry', STRING, ({ registry }) => registry),
  part('repository', STRING, ({ repository }) => repository),
  part('tag', STRING, ({ tag }) => tag),
  part('digest', STRING, ({ digest }) => digest),
  part('containsDigest', BOOL, ({ digest }) => digest !== ''),
  part('identifier', STRING, ({ tag, digest }) => (digest === '' ? tag : digest)),
  ...inBothSpellings([
    methodOverload('getMetadata', [IMAGE_TYPE, STRING], mapOf(STRING, ANY), (args, run) =>
      ask(run, ASKING, (host) => host.imageData?.(textAt(args, 1))),
    ),
  ]),
];
