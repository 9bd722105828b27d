// The search page: the form is the state, the address mirrors it, find.js answers. Text is only ever set as text.
// A plain list of links, no combobox: results are read and compared, and a combobox may hold no links and no excerpts.
import { find, openEngine } from "./find.js";

const form = document.querySelector("#search");
const field = form.elements.q;
const status = document.querySelector("#status");
const results = document.querySelector("#results");
const more = document.querySelector("#more");
const help = document.querySelector("#help");
const recent = document.querySelector("#recent");
const STEP = 10;
const RECENT = "recent searches"; // the name under which this browser keeps them
const KEPT = 8;

let found = [];
let turn = 0;

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const count = (number) => `${number} ${number === 1 ? "paper" : "papers"}`;
const selects = () => [...form.querySelectorAll("select[data-filter]")];

function readForm() {
  const chosen = selects().filter(({ value }) => value);
  return { query: field.value.trim(), filters: Object.fromEntries(chosen.map(({ name, value }) => [name, value])), order: form.elements.order.value };
}

function writeAddress(step) {
  const { query, filters, order } = readForm();
  const address = new URLSearchParams({ ...(query && { q: query }), ...filters, ...(order && { order }) });
  const next = address.size ? `?${address}` : location.pathname;
  if (next !== (location.search || location.pathname)) history[step ? "pushState" : "replaceState"](null, "", next);
}

function readAddress() {
  const address = new URLSearchParams(location.search);
  for (const element of form.elements) if (element.name) setValue(element, address.get(element.name) ?? "");
}

// What only the index knows (a year) stands in no option yet when the address asks for it.
function setValue(element, value) {
  if (element.dataset.filled !== undefined && value && ![...element.options].some((option) => option.value === value)) element.append(new Option(value, value));
  element.value = value;
  if (element.selectedIndex === -1) element.value = "";
}

async function search() {
  const mine = ++turn;
  const { query, filters, order } = readForm();
  const asked = query || Object.keys(filters).length;
  if (asked) status.textContent = "Searching …";
  else clear("");
  try {
    const answer = await find(query, { filters, order });
    if (mine !== turn) return;
    showCounts(answer.counts);
    if (!asked) return;
    clear(describe(query, answer), answer.results.length ? null : query);
    found = answer.results;
    await showMore(mine);
  } catch (error) {
    if (mine === turn) clear("The search could not be loaded; the connection may be gone. Reload the page, or go on by hand:", "");
    console.error(error);
  }
}

function describe(query, { results: { length }, exact }) {
  if (!length) return query ? "No paper has these words." : "No paper is of all these kinds.";
  if (exact === length || !query) return count(length);
  return exact ? `${count(exact)} with all words, then ${length - exact} with most of them` : `No paper has all words; ${length} ${length === 1 ? "has" : "have"} most of them`;
}

// Without a result, show ways on: fewer filters, topics of such a name, all papers.
function clear(words, lost = null) {
  status.textContent = words;
  results.replaceChildren();
  found = [];
  more.hidden = true;
  help.hidden = lost === null;
  for (const item of help.querySelectorAll("[data-topic]")) {
    const name = item.dataset.topic.toLowerCase();
    item.hidden = !lost?.toLowerCase().split(/\W+/).some((word) => word.length > 3 && name.includes(word.slice(0, 5)));
  }
  help.querySelector("#widen").hidden = !selects().some(({ value }) => value);
  showRecent(!words);
}

async function showMore(mine = turn) {
  const shown = results.children.length;
  const next = await Promise.all(found.slice(shown, shown + STEP).map((result) => result.data()));
  if (mine !== turn) return;
  results.append(...next.map(showResult));
  more.hidden = results.children.length >= found.length;
}

function showResult({ url, meta, excerpt }) {
  return make("li", {},
    make("a", { href: url, className: "title", textContent: meta.title }),
    make("p", { className: "excerpt" }, ...markWords(excerpt)),
    make("p", { className: "marks", textContent: meta.topics }));
}

// The excerpt is HTML in which only <mark> may be markup: everything between the marks becomes text.
function markWords(excerpt) {
  const decode = (text) => new DOMParser().parseFromString(`<body>${text}`, "text/html").body.textContent;
  return excerpt.split(/(<mark>.*?<\/mark>)/).map((piece) => {
    const mark = piece.match(/^<mark>(.*)<\/mark>$/);
    return mark ? make("mark", { textContent: decode(mark[1]) }) : decode(piece);
  });
}

function showCounts(counts) {
  for (const select of selects()) {
    const here = counts?.[select.name] ?? {};
    if (select.dataset.filled !== undefined) fill(select, Object.keys(here).sort().reverse());
    for (const option of select.options) if (option.value) option.textContent = `${option.value} (${here[option.value] ?? 0})`;
  }
}

// Years and code are offered where papers have them.
function fill(select, values) {
  for (const value of values) if (![...select.options].some((option) => option.value === value)) select.append(new Option(value, value));
  select.closest("label").hidden = select.options.length < 2;
}

function keepRecent(change) {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    const next = change ? change(kept).slice(0, KEPT) : kept;
    if (change) localStorage.setItem(RECENT, JSON.stringify(next));
    return next;
  } catch {
    return []; // the browser keeps nothing, or something else
  }
}

function showRecent(wanted) {
  const kept = wanted ? keepRecent() : [];
  recent.hidden = !kept.length;
  recent.querySelector("ul").replaceChildren(...kept.map((query) => make("li", {}, make("a", { href: `?${new URLSearchParams({ q: query })}`, textContent: query }))));
}

function remember() {
  const query = field.value.trim();
  if (query && found.length) keepRecent((kept) => [query, ...kept.filter((one) => one !== query)]);
}

function move(event) {
  const stops = [field, ...results.querySelectorAll("a.title")];
  const at = stops.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) field.focus();
  else if (event.key === "Escape" && at >= 0) { field.value = ""; field.focus(); commit(); }
  else if (step && at >= 0 && stops[at + step]) stops[at + step].focus();
  else return;
  event.preventDefault();
}

const commit = () => { clearTimeout(timer); writeAddress(true); search(); };
let timer;
form.addEventListener("submit", (event) => { event.preventDefault(); remember(); commit(); });
form.addEventListener("change", ({ target }) => { if (target !== field) commit(); });
field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => { writeAddress(); search(); }, 120); });
form.addEventListener("focusin", () => openEngine().catch(() => {}), { once: true });
results.addEventListener("click", remember);
more.addEventListener("click", () => showMore());
document.querySelector("#widen").addEventListener("click", () => { for (const select of selects()) select.value = ""; commit(); });
document.querySelector("#forget").addEventListener("click", () => { keepRecent(() => []); showRecent(true); field.focus(); });
addEventListener("keydown", (event) => { if (!event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing) move(event); });
addEventListener("popstate", () => { readAddress(); search(); });
readAddress();
search();
if (!field.value) field.focus();
