// What every page does with JavaScript: colours, and what this browser remembers. Reading needs none of it.
const root = document.documentElement;
const { newest, worker, root: home } = document.currentScript.dataset;
// Several digests may stand below one host, and each keeps its own. What they once kept together all still know.
const OLD = "paper-digest:";
const KEY = `${OLD}${new URL(home, location).pathname}:`;

function load(name, otherwise) {
  try {
    return JSON.parse(localStorage[KEY + name] ?? localStorage[OLD + name] ?? null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

// Until the first click or word in this browser nothing is kept: it waits.
let waiting = load("acted") ? null : { acted: true };
for (const act of ["click", "input"]) addEventListener(act, keepWaiting, true);

function keepWaiting() {
  const kept = waiting;
  waiting = null;
  // Another tab may have kept something meanwhile.
  for (const name in kept) save(name, kept[name].map ? [...new Set([...kept[name], ...load(name, [])])] : kept[name]);
}

// A full or forbidden store only means that nothing is remembered; says whether it is.
function save(name, value) {
  try {
    if (waiting) waiting[name] = value;
    else localStorage[KEY + name] = JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

root.dataset.theme = load("theme", "");

addEventListener("DOMContentLoaded", () => {
  chooseTheme();
  chooseSlash();
  // A browser may forbid it; then nothing is kept.
  keepOffline().catch(() => {});
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
  select.value = root.dataset.theme;
  select.addEventListener("change", () => save("theme", (root.dataset.theme = select.value)));
}

// A slash leads to the search from anywhere but a field, unless the reader does without (WCAG 2.1.4).
function chooseSlash() {
  const box = document.getElementById("slash");
  const field = document.querySelector("[role=search] input");
  if (!box) return;
  const tell = () => { field.ariaKeyShortcuts = box.checked ? "/" : null; };
  box.checked = load("slash", true);
  box.addEventListener("change", () => { save("slash", box.checked); tell(); });
  addEventListener("keydown", (event) => {
    if (!box.checked || event.key !== "/" || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("input:not([type=checkbox]), textarea")) return;
    event.preventDefault();
    field.focus();
  });
  tell();
}
