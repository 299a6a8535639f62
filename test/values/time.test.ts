import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  inUtc,
  parseDuration,
  parseTime,
  parseTimeByLayout,
  printTime,
  timeBetween,
  truncateTime,
  wallTime,
} from '../../src/values/index.ts';

describe('RFC 3339', () => {
  it.each([
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59Z'],
    ['2024-01-01T00:30:00+02:00', '2024-01-01T00:30:00+02:00'],
    ['2024-01-01T00:30:00-00:30', '2024-01-01T00:30:00-00:30'],
    ['2024-01-01T00:00:00+00:00', '2024-01-01T00:00:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ])('%s prints as %s', (text, printed) => {
    expect(printTime(parseTime(text)!)).toBe(printed);
  });

  it.each(['', '2023-02-29T00:00:00Z', '2024-13-01T00:00:00Z', '2024-01-01', '2024-01-01T24:00:00Z', '2024-01-01T00:00:60Z', '2024-01-01 00:00:00Z', '2024-01-01T00:00:00'])(
    '%j is none',
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  ); // prettier-ignore

  it('agrees with the platform on every day', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true }), (date) => {
        const instant = parseTime(date.toISOString())!;
        expect(instant.nanoseconds).toBe(BigInt(date.getTime()) * 1_000_000n);
        expect(wallTime(instant)).toMatchObject({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          weekday: date.getUTCDay(),
        });
      }),
    );
  });
});

it('keeps the zone unless UTC is asked for', () => {
  expect(printTime(inUtc(parseTime('2024-01-01T00:30:00+02:00')!))).toBe('2023-12-31T22:30:00Z');
});

it('truncates since year 1 in UTC', () => {
  const time = parseTime('2024-05-05T01:30:00+02:00')!;
  expect(printTime(truncateTime(time, parseDuration('24h')!))).toBe('2024-05-04T02:00:00+02:00');
  expect(printTime(truncateTime(time, parseDuration('168h')!))).toBe('2024-04-29T02:00:00+02:00');
  expect(truncateTime(time, -1n)).toBe(time);
});

it('bounds the distance of two times to 64 bits', () => {
  const first = parseTime('0001-01-01T00:00:00Z')!;
  const last = parseTime('9999-01-01T00:00:00Z')!;
  expect(timeBetween(first, last)).toBe(2n ** 63n - 1n);
});

describe('layouts', () => {
  it.each([
    ['2006-01-02 15:04:05', '2024-03-04 05:06:07', '2024-03-04T05:06:07Z'],
    ['2006-01-02 15:04:05', '2024-03-04 05:06:07.5', '2024-03-04T05:06:07Z'],
    ['Jan 2, 2006 at 3:04pm (MST)', 'Feb 3, 2013 at 7:54pm (PST)', '2013-02-03T19:54:00Z'],
    ['Monday, 02-Jan-06 15:04:05 MST', 'Tuesday, 05-Mar-24 01:02:03 GMT', '2024-03-05T01:02:03Z'],
    ['Mon, 02 Jan 2006 15:04:05 -0700', 'Tue, 05 Mar 2024 01:02:03 -0330', '2024-03-05T01:02:03-03:30'],
    ['02/01/06', '05/03/70', '1970-03-05T00:00:00Z'],
    ['3:04PM', '12:00AM', '0000-01-01T00:00:00Z'],
    ['2006-002', '2024-060', '2024-02-29T00:00:00Z'],
    ['2006-01-02T15:04:05.000Z07:00', '2024-03-04T05:06:07.123Z', '2024-03-04T05:06:07Z'],
    ['January _2 2006', 'March  4 2024', '2024-03-04T00:00:00Z'],
    ['1/2/2006', '12/31/2024', '2024-12-31T00:00:00Z'],
  ])('%s reads %s', (layout, text, printed) => {
    expect(printTime(parseTimeByLayout(layout, text)!)).toBe(printed);
  });

  it.each([
    ['2006-01-02', '2024-3-4'],
    ['2006-01-02', '2024-03-04x'],
    ['2006-01-02', '2023-02-29'],
    ['15:04', '25:00'],
    ['.000', '.12'],
    ['Jan', 'Foo'],
  ])('%s does not read %s', (layout, text) => {
    expect(parseTimeByLayout(layout, text)).toBeUndefined();
  });
});
