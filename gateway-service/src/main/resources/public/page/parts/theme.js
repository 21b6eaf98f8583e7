/** Light, dark, or as the system has it. */
const KEY = 'stepfold.theme';
const CHOICES = ['auto', 'light', 'dark'];

export function theme() {
  const chosen = localStorage.getItem(KEY);
  return CHOICES.includes(chosen) ? chosen : 'auto';
}

export function applyTheme() {
  document.documentElement.dataset.theme = theme();
}

export function nextTheme() {
  localStorage.setItem(KEY, CHOICES[(CHOICES.indexOf(theme()) + 1) % CHOICES.length]);
  applyTheme();
}
