/** Times and durations for a person, in the language and zone of the browser. */
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const CLOCK_MS = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23',
});
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]];

/** `3 minutes ago`. */
export function ago(instant, now = Date.now()) {
  const ms = Date.parse(instant) - now;
  const [unit, size] = UNITS.find(([, each]) => Math.abs(ms) >= each) || [];
  if (!unit) return 'just now';
  return unit === 'day' && Math.abs(ms) > 7 * size ? DAY.format(new Date(instant)) : RELATIVE.format(Math.trunc(ms / size), unit);
}

export const clock = (instant) => CLOCK.format(new Date(instant));
export const clockMs = (instant) => CLOCK_MS.format(new Date(instant));
export const moment = (instant) => MOMENT.format(new Date(instant));

/** `340 ms`, `4.2 s`, `2 min 5 s`, `3 h 20 min`. */
export function duration(ms) {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Seconds that are left, for a countdown. */
export function secondsUntil(instant, now = Date.now()) {
  return Math.max(0, Math.ceil(((typeof instant === 'number' ? instant : Date.parse(instant)) - now) / 1_000));
}
