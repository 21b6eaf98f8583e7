import { titleOf } from '../state/steps.js';

/** An event in a few words. */
export function labelOf(event) {
  return [event.type.replace('agent-', ''), event.status, event.step ? titleOf(event.step) : ''].filter(Boolean).join(' ');
}

/** What an event says, for a person. */
export function messageOf(event) {
  return event.message ?? event.summary ?? event.request ?? event.error?.message ?? (event.agent ? agentWords(event.agent) : event.fromStep ? `from ${titleOf(event.fromStep)}` : '');
}

function agentWords({ models, actions, schedules }) {
  return models ? `${models.length} models, ${actions.length} actions, ${schedules.length} schedules` : '';
}
