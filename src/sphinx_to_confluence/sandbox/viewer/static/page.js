// What a reader can do on a page: choose theme, width and sidebar, copy code, go along the page tree and the comments.
"use strict";
const root = document.documentElement;

function theme() {
  const choice = document.getElementById("theme");
  choice.value = kept.get("theme");
  choice.addEventListener("change", () => {
    kept.set("theme", choice.value);
    if (choice.value) root.dataset.theme = choice.value;
    else delete root.dataset.theme;
  });
}

function sidebar() {
  const button = document.getElementById("sidebar-button");
  if (!button) return;
  const narrow = matchMedia("(max-width: 900px)");
  // On a narrow screen it lies over the page, so that it is closed at first and never kept open.
  const isShown = () => (narrow.matches ? root.dataset.drawer === "open" : root.dataset.sidebar !== "closed");
  const say = () => button.setAttribute("aria-expanded", String(isShown()));
  button.addEventListener("click", () => {
    const shown = isShown();
    if (narrow.matches) root.dataset.drawer = shown ? "closed" : "open";
    else {
      root.dataset.sidebar = shown ? "closed" : "open";
      kept.set("sidebar", shown ? "closed" : "");
    }
    say();
    placeNotes();
  });
  narrow.addEventListener("change", say);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || root.dataset.drawer !== "open") return;
    root.dataset.drawer = "closed";
    say();
    button.focus();
  });
  say();
}

function width() {
  const button = document.getElementById("width-button");
  if (!button) return;
  const main = document.getElementById("page-content");
  const published = main.classList.contains("wide");
  const show = (wide) => {
    main.classList.toggle("wide", wide);
    main.classList.toggle("narrow", !wide);
    button.setAttribute("aria-pressed", String(wide));
    placeNotes();
  };
  if (kept.get("width")) show(kept.get("width") === "full");
  button.addEventListener("click", () => {
    const wide = button.getAttribute("aria-pressed") !== "true";
    // Pages go back to their own widths when that is what the reader chose.
    kept.set("width", wide === published ? "" : wide ? "full" : "default");
    show(wide);
  });
}

function copyButtons() {
  for (const block of document.querySelectorAll(".content .code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const text = block.querySelector("code").textContent.replace(/\n$/, "");
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Not copied";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    block.querySelector(".code-tools").append(button);
  }
}

// Arrow keys go along the page tree, besides Tab: right opens, left closes or goes up.
function tree() {
  const tree = document.querySelector(".tree");
  if (!tree) return;
  tree.addEventListener("keydown", (event) => {
    const link = event.target.closest("li")?.querySelector(":scope > a");
    if (!link || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const links = [...tree.querySelectorAll("a")].filter((one) => one.checkVisibility());
    const at = links.indexOf(link);
    const below = link.parentElement.querySelector(":scope > details");
    const above = link.parentElement.parentElement.closest("li")?.querySelector(":scope > a");
    const go = {
      ArrowDown: () => links[at + 1],
      ArrowUp: () => links[at - 1],
      Home: () => links[0],
      End: () => links.at(-1),
      ArrowRight: () => {
        if (!below) return null;
        if (below.open) return below.querySelector("a");
        below.open = true;
        return link;
      },
      ArrowLeft: () => {
        if (!below?.open) return above;
        below.open = false;
        return link;
      },
    }[event.key];
    if (!go) return;
    event.preventDefault();
    go()?.focus();
  });
  const current = tree.querySelector("[aria-current]");
  const pane = tree.closest(".sidebar");
  if (current && current.offsetTop > pane.clientHeight - 64) pane.scrollTop = current.offsetTop - pane.clientHeight / 2;
}

// Beside their words, one below the other where the words are close together.
function placeNotes() {
  const margin = document.querySelector(".margin");
  if (!margin) return;
  const notes = [...margin.querySelectorAll(".note")];
  for (const note of notes) note.style.marginTop = "";
  if (getComputedStyle(margin).getPropertyValue("--beside") !== "1") return;
  const words = (note) => document.querySelector(`mark[aria-details="${note.id}"]`);
  const topOf = (note) => words(note)?.getClientRects()[0]?.top ?? 0;
  notes.sort((a, b) => topOf(a) - topOf(b));
  margin.append(...notes);
  for (const note of notes) {
    const gap = topOf(note) - note.getBoundingClientRect().top;
    if (gap > 0) note.style.marginTop = `${gap + parseFloat(getComputedStyle(note).marginTop)}px`;
  }
}

function notes() {
  const margin = document.querySelector(".margin");
  if (!margin) return;
  placeNotes();
  new ResizeObserver(placeNotes).observe(document.querySelector("article > .content"));
  window.addEventListener("load", placeNotes);
  const light = (id) => {
    for (const one of document.querySelectorAll(".note, mark")) {
      one.classList.toggle("active", one.id === id || one.getAttribute("aria-details") === id);
    }
  };
  for (const mark of document.querySelectorAll("mark[aria-details]")) {
    mark.addEventListener("click", (event) => {
      if (event.target.closest("a")) return;
      const note = margin.querySelector(`#${mark.getAttribute("aria-details")}`);
      light(note.id);
      note.focus({ preventScroll: getComputedStyle(margin).getPropertyValue("--beside") === "1" });
    });
  }
  for (const note of margin.querySelectorAll(".note")) {
    for (const kind of ["click", "focusin"]) note.addEventListener(kind, () => light(note.id));
  }
}

theme();
width();
sidebar();
copyButtons();
tree();
notes();
