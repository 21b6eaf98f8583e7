/** A state writes each part once; elsewhere stands a reference (`{"$ref": "#/agent/models"}`, RFC 6901). */

/** The state as the fold has it: results whole, without `streamHistory`. */
export function whole(state) {
  const { streamHistory: _, ...rest } = state;
  const stepResults = Object.fromEntries(Object.entries(state.stepResults).map(([step, result]) => [
    step,
    Object.fromEntries(Object.entries(result).map(([part, value]) => [part, resolve(state, value)])),
  ]));
  return { deadlineFrom: null, deadlineHeldSince: null, tokensSpent: null, budgetUsed: null, ...rest, stepResults };
}

/** The events of a state's history, whole where the state has what they refer to. */
export function historyOf(state) {
  const known = whole(state);
  return state.streamHistory.map((event) => {
    const resolved = { ...event };
    for (const part of ['result', 'agent', 'existingAgent', 'input']) {
      if (resolved[part]) resolved[part] = resolve(known, resolved[part]);
    }
    return resolved;
  });
}

/** Whether an event has a part that only the document's history has. */
export function isOutline(event) {
  return ['result', 'agent', 'existingAgent', 'input'].some((part) => typeof event[part]?.$ref === 'string');
}

function resolve(state, value, depth = 0) {
  const reference = value?.$ref;
  if (typeof reference !== 'string' || !reference.startsWith('#/') || depth > 4) return value;
  const found = reference.slice(2).split('/')
    .map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((at, token) => (at && Object.hasOwn(at, token) ? at[token] : undefined), state);
  return found === undefined ? value : resolve(state, found, depth + 1);
}
