// Runs before anything is drawn: the theme and the sidebar that the reader chose last time.
"use strict";
document.documentElement.classList.add("scripted");
window.kept = {
  get(name) {
    try { return localStorage.getItem(name) ?? ""; } catch { return ""; }
  },
  set(name, value) {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch { /* a browser that keeps nothing */ }
  },
};
{
  const root = document.documentElement;
  if (kept.get("theme")) root.dataset.theme = kept.get("theme");
  if (kept.get("sidebar")) root.dataset.sidebar = kept.get("sidebar");
}
