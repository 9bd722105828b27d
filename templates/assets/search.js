// The form is the state, the address mirrors it, find.js answers. Text is only ever set as text.
// No combobox: it could hold neither links nor excerpts. The fingerprint of the assets goes on to find.js.
const version = new URL(import.meta.url).search;
const get = (name) => import(`./${name}.js${version}`);
const { find, openEngine } = await get("find");

const [form, status, results, more, help, recent, meant, guide, topics] = "search status results more help recent meant in-guide in-topics".split(" ").map((id) => document.getElementById(id));
const field = form.elements.q;
const selects = [...form.querySelectorAll("[data-filter]")];
const { title } = document;
const STEP = 10;

let found = [];
let stems = [];
let turn = 0;
// Before the first search, the page itself has the counts.
let counted;
let timer;
let slow;
// What is being typed is one step in the browser's history, until Enter or a choice ends it.
let typing = !location.search;
// How many results the reader had when leaving by one, and which: where to go on after coming back.
let left = history.state;
// Who comes with a question from another page's box goes on from its answers.
let arriving = location.hash === "#results";

const make = (tag, fields, ...inner) => {
  const made = Object.assign(document.createElement(tag), fields);
  made.append(...inner);
  return made;
};
// The words of the interface come with the page, in its language.
const words = JSON.parse(form.dataset.words);
const plural = new Intl.PluralRules(document.documentElement.lang);
const say = (name, n) => (words[name][plural.select(n ?? 0)] ?? words[name].other ?? words[name]).replace("{n}", n);

const readForm = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value));

function writeAddress(way = typing ? "replaceState" : "pushState") {
  const address = new URLSearchParams(readForm());
  const next = address.size ? `?${address}` : "";
  if (next !== location.search) history[way](null, "", next || location.pathname);
}

const ask = (q) => ({ href: `?${new URLSearchParams({ q })}`, textContent: q });

function readAddress() {
  const address = new URLSearchParams(location.search);
  for (const one of form.elements) {
    one.value = address.get(one.name) ?? "";
    if (one.selectedIndex < 0) one.selectedIndex = 0;
  }
}

async function search() {
  const mine = ++turn;
  const { q = "", order, ...filters } = readForm();
  const query = q.trim();
  const any = query || Object.keys(filters).length;
  // By its title a step in the browser's history is found again.
  document.title = query ? `${query} · ${title}` : title;
  clearTimeout(slow);
  if (any) slow = setTimeout(() => { status.textContent = say("searching"); }, 300);
  else clear("");
  if (guide && !query) guide.hidden = true;
  try {
    // The index of papers knows nothing of the guide.
    const opening = guide && query && get("guide");
    const { results: all, exact, asked } = await find(query, { filters, order });
    const showGuide = opening && await (await opening).findSpots(guide, asked, !exact);
    if (mine !== turn) return;
    if (showGuide) showGuide();
    stems = asked.map((word) => word.slice(0, 3));
    if (any) {
      clear(describe(asked, all.length, exact), query, all[0]);
      found = all;
      await showMore(mine, left?.shown);
      if (mine === turn) showMeant(query, all.slice(0, STEP), mine).catch(() => {});
    } else if (!counted) return;
    counted = true;
    // Counts of papers with all words would mislead among papers with most of them.
    const asking = exact === all.length && mine === turn && (any ? [query, filters] : []);
    const show = await get("counts").then(({ prepare }) => prepare(selects, asking)).catch(() => null);
    if (mine === turn) show?.();
  } catch (error) {
    if (mine === turn) clear(say("search_failed"));
    console.error(error);
  } finally {
    // An older search, ending later, leaves the newer one its task.
    if (mine === turn) settle();
  }
}

async function showMeant(query, papers, mine) {
  const { suggest } = await get("spelling");
  const q = await suggest(query, papers);
  if (mine !== turn || !q) return;
  meant.hidden = false;
  Object.assign(meant.lastChild, ask(q));
}

function describe(asked, all, exact) {
  if (!all && /^\d{4}\.\d{4,5}$|^10\.\d+\//.test(asked[0])) return say("found_no_number");
  if (!all) return say(selects.some(({ value }) => value) ? "found_no_kind" : "found_none");
  if (exact === all) return say("papers", all);
  return `${exact ? say("found_all", exact) : say("found_not_all")}, ${say("found_most", all - exact)}`;
}

// Topics whose names hold what was asked stand above what was found; where that is nothing, those that hold some of it.
function clear(words, query = "", some) {
  clearTimeout(slow);
  status.textContent = words;
  results.replaceChildren();
  meant.hidden = true;
  found = [];
  more.hidden = true;
  help.hidden = !!some;
  const starts = query.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu)?.map((word) => word.slice(0, 5));
  for (const item of topics.children) item.hidden = !starts?.[some ? "every" : "some"]((word) => item.firstChild.textContent.toLowerCase().includes(word));
  help.querySelector("button").hidden = !selects.some(({ value }) => value);
  showRecent(words ? [] : keep());
}

async function showMore(mine = turn, end = results.children.length + STEP) {
  const shown = results.children.length;
  const next = await Promise.all(found.slice(shown, end).map((result) => result.data()));
  if (mine !== turn) return;
  results.append(...next.map(showResult));
  if (shown || left || arriving) (results.children[left?.at ?? shown]?.querySelector("a") ?? field).focus();
  settle();
  more.hidden = results.children.length >= found.length;
}

function showResult({ url, meta, excerpt, filters }) {
  return make("li", {},
    make("a", { href: url, className: "title", dir: "auto", textContent: meta.title }),
    make("p", { className: "excerpt", dir: "auto" }, ...markWords(excerpt, meta.title), "\u00a0…"),
    make("p", { className: "marks" },
      ...(filters.code ? [make("span", { className: "mark", textContent: say("mark_code") })] : []),
      [filters.year, meta.topics].filter(Boolean).join(" · ")));
}

// Of an excerpt, which is HTML, only <mark> may be markup. Where it begins within the title, that goes: it stands above.
function markWords(excerpt, title) {
  const decode = (text) => new DOMParser().parseFromString(`<body>${text}`, "text/html").body.textContent;
  const plain = decode(excerpt);
  let over = 0;
  // Pagefind ends a title that ends in a letter with a stop.
  for (const end of /[\p{L}\d]$/u.test(title) ? [". "] : [". ", " "]) {
    for (let at = title.length; at--;) if (plain.startsWith(title.slice(at) + end)) over = title.length - at + end.length;
  }
  return excerpt.split(/(<mark>.*?<\/mark>)/).map((piece) => {
    const whole = decode(piece);
    const text = whole.slice(over);
    over = Math.max(0, over - whole.length);
    return piece[0] === "<" && stems.some((stem) => text.toLowerCase().includes(stem)) ? make("mark", { textContent: text }) : text;
  });
}

// This browser remembers the last eight searches.
function keep(change = (kept) => kept) {
  const kept = change([load("searches", [])].flat()).slice(0, 8);
  save("searches", kept);
  return kept;
}

function remember() {
  const query = field.value.trim();
  if (found[0] && query && query.length < 200) keep((kept) => [query, ...kept.filter((one) => one !== query)]);
}

function showRecent(kept) {
  recent.hidden = !kept[0];
  recent.querySelector("ul").replaceChildren(...kept.map((q) => (
    make("li", {}, make("a", ask(q))))));
}

// What comes later may not move the reader.
function settle() {
  left = arriving = null;
}

async function commit(way) {
  clearTimeout(timer);
  writeAddress(way);
  typing = false;
  await search();
  remember();
}

function press(event) {
  const stops = [field, ...results.querySelectorAll("a.title")];
  const at = stops.indexOf(document.activeElement);
  const next = stops[at + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
  if (at < 0 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") { field.value = ""; field.focus(); commit("pushState"); }
  else if (next) next.focus();
  else return;
  event.preventDefault();
}

form.addEventListener("submit", (event) => { event.preventDefault(); arriving = true; commit(); });
form.addEventListener("change", ({ target }) => { if (target !== field) commit("pushState"); });
field.addEventListener("input", () => { settle(); clearTimeout(timer); timer = setTimeout(() => { writeAddress(); typing = true; search(); }, 120); });
form.addEventListener("focusin", () => openEngine().catch(() => {}), { once: true });
results.addEventListener("click", ({ target }) => {
  remember();
  const { children } = results;
  history.replaceState({ shown: children.length, at: [...children].indexOf(target.closest("li")) }, "");
});
more.addEventListener("click", () => showMore());
help.querySelector("button").addEventListener("click", () => { for (const select of selects) select.value = ""; field.focus(); commit("pushState"); });
recent.querySelector("button").addEventListener("click", () => { showRecent(keep(() => [])); field.focus(); });
addEventListener("keydown", press);
addEventListener("popstate", ({ state }) => { left = state; typing = false; readAddress(); search(); });
// Without an address, what was typed while this was loading stays.
if (location.search) readAddress();
if (arriving) history.replaceState(null, "", location.pathname + location.search);
search().then(remember);
if (!field.value) field.focus();
