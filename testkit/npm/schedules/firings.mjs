// Reads lines {library, text, zone, after, until, max} and prints, for each, when the text fires as the library reads it:
// {firings: [milliseconds]}, or {refused: why}. Of rrule the times are local ones, written as if they were of UTC.
import readline from 'node:readline';
import { Cron } from 'croner';
import { CronTime } from 'cron';
import { CronExpressionParser } from 'cron-parser';
import rrule from 'rrule';

const DAYS_3 = 3 * 24 * 3600 * 1000;

const libraries = {
  croner({ text, zone, after }) {
    const cron = new Cron(text, { timezone: zone, mode: '5-part', paused: true });
    let time = new Date(after);
    return () => (time = cron.nextRun(time))?.getTime();
  },
  cron({ text, zone, after }) {
    const cron = new CronTime(text, zone);
    let time = new Date(after);
    return () => (time = cron.getNextDateFrom(time, zone).toJSDate()).getTime();
  },
  'cron-parser'({ text, zone, after }) {
    const cron = CronExpressionParser.parse(text, { tz: zone, currentDate: new Date(after) });
    return () => cron.next().getTime();
  },
  rrule({ text, after, until, max }) {
    const options = rrule.RRule.parseString(text);
    // The first time that fits, of those from some days before on, is the start.
    const from = new Date(after - DAYS_3);
    const start = new rrule.RRule({ ...options, dtstart: from }, true).after(from, true);
    const times = !start || start >= until ? [] : new rrule.RRule({ ...options, dtstart: start }, true)
      .between(new Date(after + 1), new Date(until), true, (_, index) => index < max);
    return () => times.shift()?.getTime();
  },
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const firings = [];
  let refused;
  try {
    const next = libraries[asked.library](asked);
    for (let time = next(); time !== undefined && time < asked.until && firings.length < asked.max; time = next()) {
      firings.push(time);
    }
  } catch (e) {
    refused = String(e.message);
  }
  console.log(JSON.stringify(refused === undefined ? { firings } : { refused }));
}
