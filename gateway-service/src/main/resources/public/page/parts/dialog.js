/** Modal dialogs: the browser's own, with its focus trap and Escape. */
import { html, render } from '../lit.js';
import { icon } from './icons.js';

/**
 * Opens a dialog and answers when it closes.
 *
 * @param {string} title
 * @param {(close: (result?: unknown) => void, update: () => void) => unknown} body its content; `update` renders it again
 * @returns {Promise<unknown>} what `close` was given; undefined where it was cancelled
 */
export function openDialog(title, body, { wide = false } = {}) {
  const dialog = document.createElement('dialog');
  const closed = Promise.withResolvers();
  let result;
  const close = (value) => { result = value; dialog.close(); };
  const update = () => render(html`
    <header>
      <h2 id="dialog-title">${title}</h2>
      <button type="button" class="quiet square" aria-label="Close" @click=${() => close()}>${icon('cross')}</button>
    </header>
    ${body(close, update)}`, dialog);
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.classList.toggle('wide', wide);
  dialog.addEventListener('close', () => { dialog.remove(); closed.resolve(result); });
  document.body.append(dialog);
  update();
  dialog.showModal();
  return closed.promise;
}
