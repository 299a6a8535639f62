// What the page carries for its script. How it is written into the page is data-element.ts's.
import type { Preview } from '../../model/preview.ts';

/** The part of a preview that the script reads. */
export type PageData = Pick<Preview, 'groups' | 'risks'>;
