/** When each step of a run was at work, and when it waited for its next attempt. */
import { STEP_IDS } from './steps.js';

/**
 * The spans of the current run's steps.
 *
 * @param {object[]} events in order; those after `state` are left out
 * @param {object} state
 * @param {number} now (ms) where what is still going on ends
 * @returns {{from: number, to: number, isWhole: boolean, spans: Map<string, {kind: 'work'|'wait', from: number, to: number}[]>}}
 *     `isWhole` is false where the events begin in the middle of the run
 */
export function waterfall(events, state, now) {
  const from = Date.parse(state.runStartedAt);
  const spans = new Map(STEP_IDS.map((step) => [step, []]));
  const open = new Map();
  let to = from;
  let isWhole = false;
  const end = (step, at) => {
    const span = open.get(step);
    if (span) spans.get(step).push({ ...span, to: at });
    open.delete(step);
  };
  for (const event of events) {
    if (event.sequence > state.sequence) break;
    if (event.runId !== state.runId) continue;
    const at = Date.parse(event.timestamp);
    to = Math.max(to, at);
    if (event.type === 'agent-run') {
      isWhole ||= event.status === 'started' || event.status === 'restarted';
      STEP_IDS.forEach((step) => end(step, at));
    } else if (event.type === 'agent-step') {
      const current = open.get(event.step);
      if (event.status === 'processing' && current?.kind === 'work') continue;
      end(event.step, at);
      if (event.status === 'processing') open.set(event.step, { kind: 'work', from: at });
      if (event.status === 'retrying') open.set(event.step, { kind: 'wait', from: at });
    }
  }
  const last = open.size ? Math.max(to, now) : to;
  STEP_IDS.forEach((step) => end(step, last));
  return { from, to: Math.max(last, from + 1), isWhole, spans };
}

/** The events of one step in the current run, for its log. */
export function eventsOf(events, state, step) {
  return events.filter((event) => event.runId === state.runId && event.step === step && event.sequence <= state.sequence);
}
