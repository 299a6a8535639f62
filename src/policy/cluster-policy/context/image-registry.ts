// Context entries of kind imageRegistry: what they ask for is not in an inventory.
import { entryFailure, type Load } from './loader.ts';

/** How an `imageRegistry` entry is loaded: it never is. Like any other, it fails only where an expression names it. */
export function imageRegistryLoader(): Load {
  return () =>
    entryFailure('it asks an image registry, which is not possible offline', {
      help: 'Give the variable in a test or values file, read what is needed from a configMap or a variable instead, or write the digest into the image of the trigger.',
    });
}
