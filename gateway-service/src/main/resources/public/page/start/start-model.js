/** The list of the caller's documents, kept fresh while the start is shown. */
import { listDocuments, resumeAdvice } from '../api/calls.js';
import { backoff, sleep } from '../api/backoff.js';
import { isActive, STEP_IDS } from '../state/steps.js';

const PAGE = 50;
const MOST = 500;
const REFRESH_MS = 2_500;
const FOLLOWED = 6;

export class StartModel {
  title = '';
  ticks = true;
  /** The rows, newest first; null before the first answer. */
  documents = null;
  /** Steps done of the running documents, by id. */
  progress = new Map();
  nextCursor = null;
  search = '';
  status = '';
  problem = '';

  #onChange;
  #closed = new AbortController();
  /** The running document whose progress is read next, by its place among them. */
  #turn = 0;

  constructor(onChange) {
    this.#onChange = onChange;
    this.#refresh();
  }

  /** Whether nothing was read yet. */
  get isEmpty() {
    return this.documents === null;
  }

  close() {
    this.#closed.abort();
  }

  set(change) {
    Object.assign(this, change);
    this.#onChange();
  }

  /** The rows that fit what was searched for. */
  get shown() {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    return this.documents.filter((row) => (!this.status || row.status === this.status)
      && words.every((word) => `${row.agent || ''} ${row.request} ${row.documentId}`.toLowerCase().includes(word)));
  }

  /** Adds the next page to the rows. */
  async more() {
    try {
      const page = await listDocuments({ limit: PAGE, cursor: this.nextCursor });
      this.set({ documents: merged(this.documents, page.documents), nextCursor: this.#cursor(page) });
    } catch (error) {
      this.set({ problem: error.message });
    }
  }

  async #refresh() {
    for (let tries = 0; !this.#closed.signal.aborted;) {
      let waitMs = REFRESH_MS;
      try {
        if (!document.hidden) await this.#read();
        tries = 0;
      } catch (error) {
        waitMs = Math.max(error.retryAfterMs || 0, backoff(++tries));
        this.set({ problem: error.message || 'The list cannot be read now.' });
      }
      await sleep(waitMs, this.#closed.signal);
    }
  }

  async #read() {
    const page = await listDocuments({ limit: PAGE });
    if (this.#closed.signal.aborted) return;
    // What an earlier page had stays; what is newer than its rows and is not in this page any more was deleted.
    const oldest = page.documents.at(-1)?.createdAt;
    const older = page.nextCursor ? (this.documents || []).filter((row) => row.createdAt < oldest) : [];
    if (!older.length) this.nextCursor = this.#cursor(page);
    this.set({ documents: merged(page.documents, older), problem: '' });
    const running = page.documents.filter((row) => isActive(row.status));
    const from = this.#turn % (running.length || 1);
    this.#turn = from + FOLLOWED;
    await Promise.all([...running.slice(from), ...running.slice(0, from)].slice(0, FOLLOWED).map(async (row) => {
      const advice = await resumeAdvice(row.documentId).catch(() => null);
      if (advice) this.progress.set(row.documentId, STEP_IDS.indexOf(advice.lastCompletedStep) + 1);
    }));
    if (running.length) this.#onChange();
  }

  #cursor(page) {
    return (this.documents?.length || 0) < MOST ? page.nextCursor || null : null;
  }
}

function merged(first, second) {
  const known = new Set(first.map((row) => row.documentId));
  return [...first, ...second.filter((row) => !known.has(row.documentId))].slice(0, MOST);
}
