import { html, svg } from '../lit.js';

const PATHS = {
  pending: svg`<circle cx="8" cy="8" r="5.25" stroke-dasharray="2.2 2.2"/>`,
  processing: svg`<circle cx="8" cy="8" r="5.25" class="faint"/><path d="M8 2.75A5.25 5.25 0 0 1 13.25 8"/>`,
  retrying: svg`<path d="M13 8a5 5 0 1 1-1.6-3.7"/><path d="M13.2 1.8v3h-3"/>`,
  complete: svg`<circle cx="8" cy="8" r="6" class="solid"/><path d="m5.4 8.2 1.8 1.8 3.4-3.8" class="on-solid"/>`,
  failed: svg`<circle cx="8" cy="8" r="6" class="solid"/><path d="m6 6 4 4m0-4-4 4" class="on-solid"/>`,
  skipped: svg`<path d="m4 4 4 4-4 4m5-8 4 4-4 4"/>`,
  play: svg`<path d="M5 3.2v9.6L12.6 8z" class="solid"/>`,
  pause: svg`<path d="M5.5 3.5v9m5-9v9"/>`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1" class="solid"/>`,
  retry: svg`<path d="M13 8a5 5 0 1 1-1.6-3.7"/><path d="M13.2 1.8v3h-3"/>`,
  restart: svg`<path d="M3 8a5 5 0 1 0 1.6-3.7"/><path d="M2.8 1.8v3h3"/>`,
  trash: svg`<path d="M3 4.5h10M6.5 4.5v-2h3v2m-5 0 .6 9h5.8l.6-9"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="7.5" height="7.5" rx="1.5"/><path d="M10.5 5.5v-1A1.5 1.5 0 0 0 9 3H4.5A1.5 1.5 0 0 0 3 4.5V9a1.5 1.5 0 0 0 1.5 1.5h1"/>`,
  download: svg`<path d="M8 2.5v7.5m-3-3 3 3 3-3M3 13.5h10"/>`,
  plus: svg`<path d="M8 3.5v9M3.5 8h9"/>`,
  minus: svg`<path d="M3.5 8h9"/>`,
  fit: svg`<path d="M3 6V3h3m4 0h3v3m0 4v3h-3m-4 0H3v-3"/>`,
  search: svg`<circle cx="7" cy="7" r="4"/><path d="m10 10 3.2 3.2"/>`,
  check: svg`<path d="m3.5 8.5 3 3 6-7"/>`,
  cross: svg`<path d="m4 4 8 8m0-8-8 8"/>`,
  sun: svg`<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.3m0 10.4v1.3M1.5 8h1.3m10.4 0h1.3M3.4 3.4l.9.9m7.4 7.4.9.9m0-9.2-.9.9m-7.4 7.4-.9.9"/>`,
  moon: svg`<path d="M13 9.6A5.6 5.6 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6z"/>`,
  auto: svg`<circle cx="8" cy="8" r="5.25"/><path d="M8 2.75v10.5A5.25 5.25 0 0 0 8 2.75z" class="solid"/>`,
  clock: svg`<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3.2l2 1.3"/>`,
  shield: svg`<path d="M8 2 3.5 3.8v3.7c0 3 1.9 5.3 4.5 6.5 2.6-1.2 4.5-3.5 4.5-6.5V3.8z"/><path d="m6 7.8 1.5 1.5 2.6-2.8"/>`,
  sparkle: svg`<path d="M8 2.5 9.4 6.6 13.5 8 9.4 9.4 8 13.5 6.6 9.4 2.5 8l4.1-1.4z"/>`,
  arrow: svg`<path d="M3.5 8h9m-3.6-3.6L12.5 8l-3.6 3.6"/>`,
  back: svg`<path d="M12.5 8h-9m3.6-3.6L3.5 8l3.6 3.6"/>`,
  key: svg`<circle cx="5.5" cy="10.5" r="2.8"/><path d="m7.6 8.4 5-5m-2.2 2.2 1.8 1.8"/>`,
};

/** A picture that repeats what words beside it say: hidden from screen readers. */
export function icon(name, className = '') {
  return html`<svg class="icon ${className}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${PATHS[name]}</svg>`;
}
