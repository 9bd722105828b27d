// What every page does with JavaScript: colours, and what this browser remembers. Reading needs none of it.
const root = document.documentElement;
const { newest, worker, root: home } = document.currentScript.dataset;
const KEY = "paper-digest:";

function load(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(KEY + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

// Nothing is kept of who only looks: until the first click or word here, in this or an earlier visit, it waits.
const waiting = new Map();
let acted = hasKept();
for (const act of ["click", "input"]) addEventListener(act, keepWaiting, { capture: true });

function hasKept() {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(KEY));
  } catch {
    return false;
  }
}

function keepWaiting() {
  if (acted) return;
  acted = true;
  save("acted", true);
  for (const [name, value] of waiting) save(name, value);
}

function save(name, value) {
  if (!acted) {
    waiting.set(name, value);
    return;
  }
  try {
    localStorage.setItem(KEY + name, JSON.stringify(value));
  } catch {
    // A full or forbidden store only means that nothing is remembered.
  }
}

const theme = load("theme", "");
if (theme) root.dataset.theme = theme;

addEventListener("DOMContentLoaded", () => {
  chooseTheme();
  keepOffline().catch(() => {}); // a browser may forbid it; then nothing is kept
});

// With a worker pages can be read again without a network; one of a time when that was wanted is sent away.
async function keepOffline() {
  const workers = navigator.serviceWorker;
  if (worker) await workers?.register(worker);
  else (await workers?.getRegistration(home))?.unregister();
}

function chooseTheme() {
  const select = document.getElementById("theme");
  select.closest("[hidden]").hidden = false;
  select.value = theme;
  select.addEventListener("change", () => {
    if (select.value) root.dataset.theme = select.value;
    else delete root.dataset.theme;
    save("theme", select.value);
  });
}
