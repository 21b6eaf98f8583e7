/**
 * A document's state from its events: the rules of `DocumentFold` in Java, which the tests compare it with. Pure; a state
 * that was returned is never changed, so that all states of a run can be kept side by side.
 *
 * The states are those of the API, with `baseAgent` and `agent` whole, and without `streamHistory`.
 */
import { STEP_IDS } from './steps.js';

export function initialState(documentId) {
  return {
    documentId,
    owner: null,
    runId: null,
    status: 'pending',
    request: null,
    options: null,
    currentStep: null,
    stepProgress: Object.fromEntries(STEP_IDS.map((step) => [step, 'pending'])),
    stepMessages: {},
    stepResults: {},
    stepInputs: {},
    stepAttempts: {},
    lastStreamUpdate: null,
    runStartedAt: null,
    deadlineFrom: null,
    deadlineHeldSince: null,
    baseAgent: null,
    agent: null,
    error: null,
    quality: null,
    validation: [],
    insights: [],
    metrics: {},
    tokensSpent: null,
    budgetUsed: null,
    sequence: -1,
  };
}

/** The state after one more event; the same state if it includes that event already. */
export function apply(state, event) {
  if (event.sequence <= state.sequence) return state;
  const next = { ...state };
  if (event.type === 'agent-run') RUN[event.status]?.(next, event);
  else if (event.type === 'agent-step') applyStep(next, event);
  else if (event.type === 'step-result') applyResult(next, event);
  else if (event.type === 'agent-data') next.agent = event.agent;
  next.lastStreamUpdate = event.timestamp;
  next.sequence = event.sequence;
  return next;
}

const RUN = {
  started(next, event) {
    beginRun(next, event, STEP_IDS[0]);
    next.owner = event.owner;
    next.request = event.request;
    next.options = event.options;
    if (event.existingAgent) next.agent = event.existingAgent;
    next.baseAgent = next.agent;
  },
  restarted(next, event) {
    const input = event.input ?? next.stepInputs[event.fromStep];
    beginRun(next, event, event.fromStep);
    if (input) set(next, 'stepInputs', event.fromStep, input);
  },
  resumed(next, event) {
    if (next.status === 'failed') {
      renewDeadline(next, event.timestamp);
      next.budgetUsed = null;
    } else releaseDeadline(next, event.timestamp);
    if (next.error?.step) {
      set(next, 'stepProgress', next.error.step, 'pending');
      remove(next, 'stepAttempts', next.error.step);
    }
    next.error = null;
    next.status = 'running';
  },
  paused(next, event) {
    if (hasDeadline(next) && !next.deadlineHeldSince) next.deadlineHeldSince = event.timestamp;
    next.status = 'paused';
  },
  cancelled(next, event) {
    releaseDeadline(next, event.timestamp);
    next.error = null;
    next.status = 'cancelled';
  },
  failed(next, event) {
    releaseDeadline(next, event.timestamp);
    next.status = 'failed';
    next.error = event.error;
  },
  completed(next, event) {
    releaseDeadline(next, event.timestamp);
    next.status = 'completed';
    next.currentStep = null;
    next.quality = event.quality ?? null;
    next.insights = event.insights;
  },
};

function beginRun(next, event, from) {
  for (const step of STEP_IDS.slice(STEP_IDS.indexOf(from))) {
    set(next, 'stepProgress', step, 'pending');
    ['stepMessages', 'stepResults', 'stepInputs', 'stepAttempts', 'metrics'].forEach((part) => remove(next, part, step));
    next.validation = next.validation.filter((finding) => finding.step !== step);
  }
  next.error = null;
  next.quality = null;
  next.insights = [];
  next.runId = event.runId;
  next.runStartedAt = event.timestamp;
  next.deadlineFrom = null;
  next.deadlineHeldSince = null;
  next.tokensSpent = null;
  next.budgetUsed = null;
  next.status = 'running';
  next.currentStep = null;
}

function applyStep(next, event) {
  const { step } = event;
  const before = next.stepAttempts[step];
  set(next, 'stepMessages', step, event.message);
  set(next, 'stepProgress', step, event.status);
  const attempt = { attempt: event.attempt, maxAttempts: event.maxAttempts };
  if (event.status === 'processing') {
    next.currentStep = step;
    const same = before?.attempt === event.attempt;
    const goesOn = same && event.interruptions == null && event.interrupted !== true;
    if (!goesOn) countCost(next, step, null);
    set(next, 'stepAttempts', step, {
      ...attempt,
      findings: before?.findings ?? [],
      interruptions: event.interruptions ?? (same ? before.interruptions ?? 0 : 0),
      model: event.model ?? (goesOn ? before.model ?? null : null),
    });
    if (!same) {
      const counted = next.metrics[step];
      set(next, 'metrics', step, { ...counted, attempts: (counted?.attempts ?? 0) + 1 });
    }
  } else if (event.status === 'retrying' || event.status === 'failed') {
    countCost(next, step, event.error.tokens);
    const findings = event.error.findings?.length ? event.error.findings : before?.findings ?? [];
    set(next, 'stepAttempts', step, {
      ...attempt, error: event.error, nextAttemptAt: event.nextAttemptAt ?? null, findings,
    });
  } else if (event.status === 'complete') {
    set(next, 'stepAttempts', step, attempt);
  }
}

function applyResult(next, event) {
  const { step, metrics } = event;
  set(next, 'stepResults', step, event.result);
  set(next, 'stepMessages', step, event.summary);
  set(next, 'metrics', step, {
    attempts: next.metrics[step]?.attempts ?? 1,
    durationMs: metrics.durationMs,
    model: metrics.model,
    tokens: metrics.tokens,
    tokensSpent: next.metrics[step]?.tokensSpent,
  });
  countCost(next, step, metrics.tokens);
  next.validation = [...next.validation.filter((finding) => finding.step !== step), ...event.findings];
}

/* ---- what attempts cost ---- */

/** Counts what the latest attempt cost, now that it is over, if it asked a model: unknown if nothing is said. */
function countCost(next, step, used) {
  const attempt = next.stepAttempts[step];
  if (!attempt?.model) return;
  const metrics = next.metrics[step] ?? { attempts: 0 };
  set(next, 'metrics', step, { ...metrics, tokensSpent: plus(metrics.tokensSpent, used) });
  next.tokensSpent = plus(next.tokensSpent, used);
  if (used && next.options?.tokenBudget != null) next.budgetUsed = (next.budgetUsed ?? 0) + used.input + used.output;
  set(next, 'stepAttempts', step, { ...attempt, model: null });
}

function plus(spent, used) {
  const { input, output, unknownAttempts } = spent ?? { input: 0, output: 0, unknownAttempts: 0 };
  return used
    ? { input: input + used.input, output: output + used.output, unknownAttempts }
    : { input, output, unknownAttempts: unknownAttempts + 1 };
}

/* ---- the deadline, which is held while a run is paused ---- */

function hasDeadline(state) {
  return state.options?.deadlineMs != null;
}

function releaseDeadline(next, at) {
  const from = next.deadlineFrom ?? next.runStartedAt;
  const heldMs = next.deadlineHeldSince ? Date.parse(at) - Date.parse(next.deadlineHeldSince) : 0;
  if (from && heldMs > 0) next.deadlineFrom = new Date(Date.parse(from) + heldMs).toISOString();
  next.deadlineHeldSince = null;
}

function renewDeadline(next, at) {
  next.deadlineFrom = hasDeadline(next) ? at : null;
  next.deadlineHeldSince = null;
}

/** When the run must be over (ms); null if it has no deadline, or none while it is paused. */
export function deadlineOf(state) {
  const from = state.deadlineFrom ?? state.runStartedAt;
  return hasDeadline(state) && from && !state.deadlineHeldSince ? Date.parse(from) + state.options.deadlineMs : null;
}

function set(next, part, step, value) {
  next[part] = { ...next[part], [step]: value };
}

function remove(next, part, step) {
  if (step in next[part]) {
    next[part] = { ...next[part] };
    delete next[part][step];
  }
}
