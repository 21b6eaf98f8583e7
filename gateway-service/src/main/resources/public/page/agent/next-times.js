/** When a schedule fires next. The library is loaded when the first schedule is shown. */
const COUNT = 3;
const KEPT_MS = 30_000;
const KEPT_MOST = 500;

let library = null;
const known = new Map();

/**
 * The next times of a schedule; null until the library is there, and then `onReady` is told.
 *
 * @returns {Date[] | null}
 */
export function nextTimes({ cron, timeZone }, onReady) {
  if (!library) {
    library = import('/vendor/croner/croner.js').then(({ Cron }) => { library = { Cron }; onReady(); });
  }
  if (!library.Cron) return null;
  const key = `${cron} ${timeZone}`;
  const kept = known.get(key);
  if (kept && Date.now() - kept.at < KEPT_MS) return kept.times;
  const times = read(cron, timeZone);
  if (known.size >= KEPT_MOST) known.clear();
  known.set(key, { at: Date.now(), times });
  return times;
}

function read(cron, timezone) {
  try {
    return new library.Cron(cron, { timezone, mode: '5-part' }).nextRuns(COUNT);
  } catch {
    return [];
  }
}
