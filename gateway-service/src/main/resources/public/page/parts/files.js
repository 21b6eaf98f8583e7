/** Copies and downloads. */
import { html } from '../lit.js';
import { icon } from './icons.js';
import { notify } from './notices.js';

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    notify('Copied', { kind: 'good' });
  } catch {
    notify('The browser does not let this page copy. Use Download.', { kind: 'bad' });
  }
}

export function download(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

export function copyButton(text, what) {
  return html`<button type="button" class="quiet" aria-label="Copy ${what}" @click=${() => copy(text)}>${icon('copy')} Copy</button>`;
}

export function downloadButton(name, text, type, what) {
  return html`<button type="button" class="quiet" aria-label="Download ${what}" @click=${() => download(name, text, type)}>${icon('download')} Download</button>`;
}

/** A name for a file, from a name for people. */
export function fileName(name, suffix) {
  const plain = name.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '').toLowerCase();
  return `${plain.slice(0, 60) || 'agent'}${suffix}`;
}
