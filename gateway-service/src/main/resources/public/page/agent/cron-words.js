/** A cron expression of five fields (Unix order, `L` for the last day of a month) in words. */
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const DAY_NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const TIMES_MOST = 6;

export function cronInWords(cron) {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) return cron;
  const [minute, hour, day, month, weekday] = fields;
  const when = time(minute, hour);
  const on = days(day, weekday, month === '*' ? ' of each month' : '');
  const within = months(month);
  // What fires more than once a day says so first: `Every 15 minutes, Monday to Friday`.
  const words = when.startsWith('at ')
    ? [on || 'every day', within, when]
    : [on || within ? `${when},` : when, on, within];
  return upper(words.filter(Boolean).join(' '));
}

function time(minute, hour) {
  const minutes = values(minute);
  const hours = values(hour);
  if (minutes && hours && minutes.length * hours.length <= TIMES_MOST) {
    return `at ${list(hours.flatMap((h) => minutes.map((m) => `${two(h)}:${two(m)}`)))}`;
  }
  const within = hours ? ` in the hours ${list(hours.map(two))}` : hourRange(hour);
  const step = stepOf(minute);
  if (minute === '*' || step === 1) return `every minute${within}`;
  if (step) return `every ${step} minutes${within}`;
  const at = minutes ? list(minutes.map((m) => `:${two(m)}`)) : minute;
  if (hour === '*') return minute === '0' ? 'every hour' : `every hour at ${at}`;
  const every = stepOf(hour);
  if (every) return `every ${every} hours${minute === '0' ? '' : ` at ${at}`}`;
  const range = /^(\d+)-(\d+)$/.exec(hour);
  return range ? `every hour from ${two(range[1])}:${two(minutes?.[0] ?? 0)} to ${two(range[2])}:${two(minutes?.at(-1) ?? 0)}` : `at ${at}${within}`;
}

function hourRange(hour) {
  if (hour === '*') return '';
  const range = /^(\d+)-(\d+)$/.exec(hour);
  return range ? ` from ${two(range[1])}:00 to ${two(range[2])}:59` : ` in the hours ${hour}`;
}

function days(day, weekday, ofEach) {
  const ofMonth = day === '*' ? '' : day === 'L' ? `on the last day${ofEach}` : stepOf(day) ? `every ${stepOf(day)} days` : `on day ${spoken(day, (n) => n)}${ofEach}`;
  const ofWeek = weekday === '*' ? '' : weekdays(weekday);
  if (ofMonth && ofWeek) return `${ofMonth} and ${ofWeek}`;
  return ofMonth || ofWeek;
}

function weekdays(field) {
  const plain = named(field, DAY_NAMES, 0);
  if (plain === '1-5') return 'Monday to Friday';
  if (['0,6', '6,0', '6,7', '6-7'].includes(plain)) return 'on weekends';
  return /[-/*]/.test(plain) ? spoken(plain, (n) => DAYS[n] ?? n) : `every ${spoken(plain, (n) => DAYS[n] ?? n)}`;
}

function months(field) {
  if (field === '*') return '';
  const step = stepOf(field);
  return step ? `every ${step} months` : `in ${spoken(named(field, MONTHS.map((name) => name.slice(0, 3).toUpperCase()), 1), (n) => MONTHS[n - 1] ?? n)}`;
}

/** `1-3,5` in words: `Monday to Wednesday and Friday`. */
function spoken(field, name) {
  return list(field.split(',').map((item) => {
    const range = /^(\d+)-(\d+)(?:\/(\d+))?$/.exec(item);
    if (!range) return String(name(Number.isNaN(Number(item)) ? item : Number(item)));
    return `${name(Number(range[1]))} to ${name(Number(range[2]))}${range[3] ? ` (every ${range[3]})` : ''}`;
  }));
}

function named(field, names, first) {
  return field.toUpperCase().replace(/[A-Z]{3}/g, (name) => (names.includes(name) ? names.indexOf(name) + first : name));
}

/** The numbers of a field that lists them; null for anything else. */
function values(field) {
  return /^\d+(,\d+)*$/.test(field) ? field.split(',').map(Number) : null;
}

function stepOf(field) {
  const step = /^\*\/(\d+)$/.exec(field);
  return step ? Number(step[1]) : 0;
}

function list(items) {
  return items.length < 2 ? String(items[0]) : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

const two = (n) => String(n).padStart(2, '0');
const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);
