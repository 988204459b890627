// Waits for what becomes of the next build: shows it, and loads the page anew when pages have changed.
"use strict";
{
  const again = "reloaded";
  let isLost = false;
  // Not by an id, which a heading may have as well.
  const shown = (page = document) => page.querySelector("body > .live");

  // What was open and where the reader was is the same after the page was loaded anew.
  function remember() {
    const open = {};
    for (const one of document.querySelectorAll("details")) open[keyOf(one)] = one.open;
    sessionStorage.setItem(again, JSON.stringify({ path: location.pathname, x: scrollX, y: scrollY, open }));
  }

  function keyOf(details) {
    const all = [...document.querySelectorAll("details:not([data-keep])")];
    return details.dataset.keep ?? `${all.indexOf(details)} ${details.querySelector("summary")?.textContent}`;
  }

  function restore() {
    const kept = sessionStorage.getItem(again);
    sessionStorage.removeItem(again);
    if (!kept) return;
    const { path, x, y, open } = JSON.parse(kept);
    if (path !== location.pathname) return;
    for (const one of document.querySelectorAll("details")) one.open = open[keyOf(one)] ?? one.open;
    scrollTo(x, y);
  }

  async function wait() {
    const { news, number, edition } = shown().dataset;
    const answer = await fetch(`${news}?seen=${number}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    const told = await answer.json();
    if (isLost) {
      remember();
      location.reload();
      return;
    }
    if (String(told.number) === number) return;
    if (String(told.edition) !== edition) {
      remember();
      location.reload();
      return;
    }
    const isOpen = shown().querySelector("details")?.open;
    shown().replaceWith(shown(new DOMParser().parseFromString(told.html, "text/html")));
    const list = shown().querySelector("details");
    if (list && isOpen) list.open = true;
  }

  // Only the page in front waits: a browser has few connections to one server.
  const inFront = () => new Promise((resolve) => {
    if (document.visibilityState === "visible") resolve();
    else document.addEventListener("visibilitychange", resolve, { once: true });
  });

  async function follow() {
    for (;;) {
      await inFront();
      try {
        await wait();
      } catch {
        isLost = true;
        shown().querySelector(".live-state").textContent = "The preview has ended.";
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    }
  }

  restore();
  addEventListener("load", follow);
}
