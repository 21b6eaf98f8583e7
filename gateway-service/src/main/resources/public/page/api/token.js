/**
 * The token of this tab, for a gateway that asks for one. A cookie that the gateway accepts needs nothing of this. It is
 * kept in the tab's session storage: a refresh keeps it, another tab and the next start of the browser do not have it.
 */
const KEY = 'stepfold.token';

let waiting = null;
/** Whether a person has signed in, and no call was answered since. */
let isTried = false;
const listeners = new Set();

export function headers() {
  const token = sessionStorage.getItem(KEY);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

export function isHeld() {
  return sessionStorage.getItem(KEY) !== null;
}

/** Whether the page waits for a person to sign in. */
export function isAsked() {
  return waiting !== null;
}

/** Whether what a person signed in with was refused. */
export function isRefused() {
  return isAsked() && isTried;
}

/** Notes that a call was answered. */
export function accepted() {
  isTried = false;
}

export function onChange(listener) {
  listeners.add(listener);
}

/**
 * Asks for a token in place of the one that was refused; settles when there is another one, or a person says that there is a
 * cookie now. Somebody may have signed in since the call.
 *
 * @param {{Authorization?: string}} refused the headers of the call that was refused
 */
export function renewed(refused) {
  if (refused.Authorization !== headers().Authorization) return Promise.resolve();
  if (!waiting) {
    const settled = Promise.withResolvers();
    waiting = settled;
    tell();
  }
  return waiting.promise;
}

/** Takes a token; an empty one stands for the browser's cookie. */
export function signIn(token) {
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
  isTried = true;
  const asked = waiting;
  waiting = null;
  asked?.resolve();
  tell();
}

export function signOut() {
  sessionStorage.removeItem(KEY);
}

function tell() {
  listeners.forEach((listener) => listener());
}
