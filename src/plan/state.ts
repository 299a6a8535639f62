// What the rounds have come to so far: the outcome of every evaluation, and the view that the last decisions give.
import type { View } from './effective.ts';
import type { Outcome } from './outcome.ts';

/** The state between two rounds. `outcomes` is filled as evaluations are made. */
export interface State extends View {
  readonly outcomes: Map<string, Outcome>;
}
