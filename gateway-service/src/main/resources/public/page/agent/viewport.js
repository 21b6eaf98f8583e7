/** Where a large drawing is looked at: an offset and a scale. */
const SMALLEST = 0.08;
const LARGEST = 2.5;
const LARGEST_FIT = 1.1;

export class Viewport {
  #view = { x: 0, y: 0, scale: 1 };
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Shows all of the content in the middle of the window. */
  fit(window, content) {
    const scale = Math.min(LARGEST_FIT, window.width / content.width, window.height / content.height);
    this.#set({
      scale,
      x: (window.width - content.width * scale) / 2,
      y: (window.height - content.height * scale) / 2,
    });
  }

  /** Zooms; what is at the point stays there. */
  zoom(factor, at) {
    const scale = Math.min(LARGEST, Math.max(SMALLEST, this.#view.scale * factor));
    const by = scale / this.#view.scale;
    this.#set({ scale, x: at.x - (at.x - this.#view.x) * by, y: at.y - (at.y - this.#view.y) * by });
  }

  pan(dx, dy) {
    this.#set({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy });
  }

  #set(view) {
    this.#view = view;
    this.#onChange(view);
  }
}
