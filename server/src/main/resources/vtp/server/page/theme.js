// Light or dark: as the system has it, until the button says otherwise; that is kept.
export function themes() {
  const root = document.documentElement;
  const kept = localStorage.getItem('vtp-theme');
  if (kept) {
    root.dataset.theme = kept;
  }
  document.getElementById('theme').addEventListener('click', () => {
    const dark = root.dataset.theme
        ? root.dataset.theme === 'dark'
        : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('vtp-theme', root.dataset.theme);
  });
}
