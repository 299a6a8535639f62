// How far clocks of a named time zone are ahead of UTC. The only place that asks the runtime's own database of zones: policies name zones
// (`Europe/Berlin`), nothing else in a pure program knows them, and a table of our own would age. With the language, the calendar and the
// zone all given nothing depends on where this runs, but on the edition of that database.
import { daysSince1970 } from './calendar-day.ts';

/** Seconds ahead of UTC at that instant (in seconds since 1970), or undefined for a name that is no zone. */
export function zoneOffset(zone: string, seconds: number): number | undefined {
  const parts = partsIn(zone, seconds);
  if (parts === undefined) return undefined;
  const number = (type: string): number => Number(parts.get(type));
  const year = parts.get('era') === 'BC' ? 1 - number('year') : number('year');
  const days = daysSince1970(year, number('month'), number('day'));
  return days * 86_400 + number('hour') * 3600 + number('minute') * 60 + number('second') - seconds;
}

function partsIn(zone: string, seconds: number): ReadonlyMap<string, string> | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    return new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, value]));
  } catch {
    return undefined;
  }
}
