/** What each step reads, and can be given otherwise when a run is restarted from it. */
import { STEP_IDS } from '../state/steps.js';

const UNDERSTANDING = 'prompt-understanding';

/** The fields of earlier results that a step reads, besides those of the understanding; null for all. */
const READS = {
  'decision-making': [],
  'technical-analysis': [],
  'database-generation': [['technical-analysis', null]],
  'action-generation': [['database-generation', ['models', 'enums']]],
  'schedule-generation': [['action-generation', ['actions']]],
};

/** The input of a step, as the last run had it. */
export function inputOf(state, step) {
  if (step === STEP_IDS[0]) return { request: state.request, ...state.stepInputs[step] };
  const input = { ...state.stepResults[UNDERSTANDING] };
  for (const [earlier, fields] of READS[step]) {
    const result = state.stepResults[earlier] ?? state.agent ?? {};
    (fields || Object.keys(result)).forEach((field) => { if (field in result) input[field] = result[field]; });
  }
  return { ...input, ...state.stepInputs[step] };
}

/** The fields that were changed; null where none was. */
export function changedFields(before, after) {
  const changed = Object.entries(after).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]));
  return changed.length ? Object.fromEntries(changed) : null;
}

/** Steps that a restart may begin with: every step before them is done. */
export function reachedSteps(state) {
  const open = STEP_IDS.findIndex((step) => !['complete', 'skipped'].includes(state.stepProgress[step]));
  return STEP_IDS.slice(0, open < 0 ? STEP_IDS.length : open + 1);
}

/** What a field holds, in a word, for the help beside the editor. */
export function shapeOf(value) {
  if (Array.isArray(value)) {
    const first = value[0];
    const of = first && typeof first === 'object' ? `{${Object.keys(first).join(', ')}}` : typeof first;
    return value.length ? `a list of ${value.length} × ${of}` : 'an empty list';
  }
  if (value && typeof value === 'object') return `an object {${Object.keys(value).join(', ')}}`;
  return value === null ? 'nothing' : `a ${typeof value}`;
}
