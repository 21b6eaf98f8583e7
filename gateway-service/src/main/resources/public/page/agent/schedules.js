import { html, nothing, repeat } from '../lit.js';
import { toDocument } from '../address.js';
import { icon } from '../parts/icons.js';
import { cronInWords } from './cron-words.js';
import { nextTimes } from './next-times.js';

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
const WHEN = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** What the agent does by itself, in words, and when next. */
export function schedulesView(model, state, address) {
  const { schedules } = state.agent;
  if (!schedules.length) return html`<p class="empty grows">There are no schedules.</p>`;
  return html`
    <p class="soft tiny zone">Next times are in your time zone, ${ZONE}.</p>
    <div id="schedules" class="cards">
      ${repeat(schedules, (schedule) => schedule.name, (schedule) => html`
        <article class="card schedule ${schedule.name === address.item ? 'chosen' : ''}" id="schedule-${schedule.name}"
          data-item=${schedule.name === address.item ? schedule.name : nothing}>
          <h3 class="mono wrap">${schedule.name}</h3>
          <p class="wrap" dir="auto">${schedule.purpose}</p>
          <p class="cron">${icon('clock')}<span><strong>${cronInWords(schedule.cron)}</strong> <span class="soft">${schedule.timeZone} · <code>${schedule.cron}</code></span></span></p>
          <p class="tiny soft uses">Calls</p>
          <p><a class="chip mono" href=${toDocument(model.id, { tab: 'actions', item: schedule.action, at: model.at })}>${schedule.action}</a></p>
          ${nextView(model, schedule)}
        </article>`)}
    </div>`;
}

function nextView(model, schedule) {
  const times = nextTimes(schedule, () => model.redraw());
  if (!times) return nothing;
  return html`
    <p class="tiny soft uses">Next</p>
    ${times.length ? html`<ol class="next">${times.map((time) => html`<li class="number"><time datetime=${time.toISOString()}>${WHEN.format(time)}</time></li>`)}</ol>` : html`<p class="soft">never</p>`}`;
}
