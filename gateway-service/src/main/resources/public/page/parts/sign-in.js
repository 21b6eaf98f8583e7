import { html, nothing } from '../lit.js';
import * as token from '../api/token.js';
import { icon } from './icons.js';

const REFUSED = {
  token: 'The gateway did not accept this token. Paste a current one.',
  cookie: 'This browser has no cookie that the gateway accepts. Sign in elsewhere first, or paste a token.',
};

/** Asks for a token, above what the page shows already; it goes on there once there is one. */
export function signInView(isFirst) {
  const signIn = (event) => {
    event.preventDefault();
    token.signIn(new FormData(event.target).get('token').trim());
  };
  return html`
    <section class="sign-in card" aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">${icon('key')} Sign in</h1>
      <p class="soft">${isFirst ? 'This gateway shows agents to their owners only.' : 'Your sign-in has expired. What you see stays, and goes on afterwards.'}
        Paste your token (a JWT of your identity provider); it stays in this tab.</p>
      ${token.isRefused() ? html`<p class="problem" role="alert">${icon('failed')}<span>${REFUSED[token.isHeld() ? 'token' : 'cookie']}</span></p>` : nothing}
      <form class="stack" @submit=${signIn}>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="off" spellcheck="false" required>
        <div class="row">
          <button class="primary">Sign in</button>
          <button type="button" @click=${() => token.signIn('')}>Continue with the cookie</button>
        </div>
        <p class="tiny soft">The cookie is for those who have signed in elsewhere in this browser.</p>
      </form>
    </section>`;
}
