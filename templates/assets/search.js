// The search page: the form is the state, the address mirrors it, Pagefind answers. Text is only ever set as text.
const form = document.querySelector("#search");
const status = document.querySelector("#status");
const results = document.querySelector("#results");
const more = document.querySelector("#more");
const root = new URL("../", import.meta.url);
const STEP = 10;

let engine;
let found = [];
let shown = 0;
let turn = 0;

async function openEngine() {
  engine ??= import(new URL("pagefind/pagefind.js", root)).then(async (pagefind) => {
    await pagefind.options({ basePath: `${root.pathname}pagefind/`, baseUrl: root.pathname, excerptLength: 28 });
    await pagefind.init();
    return pagefind;
  });
  try {
    return await engine;
  } catch (error) {
    engine = undefined;
    throw error;
  }
}

function readForm() {
  const data = new FormData(form);
  const filters = {};
  for (const name of ["topic", "edition"]) if (data.get(name)) filters[name] = data.get(name);
  return { query: data.get("q").trim(), filters };
}

async function search() {
  const mine = ++turn;
  const { query, filters } = readForm();
  const address = new URLSearchParams({ ...(query && { q: query }), ...filters });
  history.replaceState(null, "", address.size ? `?${address}` : location.pathname);
  if (!query && !Object.keys(filters).length) return clear("");
  status.textContent = "Searching …";
  try {
    const answer = await (await openEngine()).search(query || null, { filters });
    if (mine !== turn) return;
    clear("");
    found = answer.results;
    countFilters(answer.filters);
    status.textContent = found.length ? `${found.length} ${found.length === 1 ? "paper" : "papers"}` : emptyWords(filters);
    await showMore(mine);
  } catch (error) {
    if (mine === turn) clear("The search could not be loaded. Reload the page, or look through all papers.");
    console.error(error);
  }
}

function emptyWords(filters) {
  return Object.keys(filters).length
    ? "No paper has these words here. Choose all topics and all editions, or try fewer words."
    : "No paper has these words. Try fewer or shorter ones.";
}

function clear(words) {
  status.textContent = words;
  results.replaceChildren();
  found = [];
  shown = 0;
  more.hidden = true;
}

async function showMore(mine = turn) {
  const next = await Promise.all(found.slice(shown, shown + STEP).map((result) => result.data()));
  if (mine !== turn) return;
  results.append(...next.map(showResult));
  shown += next.length;
  more.hidden = shown >= found.length;
}

function showResult(data) {
  const item = document.createElement("li");
  const title = Object.assign(document.createElement("a"), { href: data.url, className: "title", textContent: data.meta.title });
  const excerpt = document.createElement("p");
  excerpt.className = "excerpt";
  excerpt.append(...markWords(data.excerpt));
  const topics = Object.assign(document.createElement("p"), { className: "marks", textContent: data.meta.topics });
  item.append(title, excerpt, topics);
  return item;
}

// The excerpt is HTML in which only <mark> may be markup: everything between the marks becomes text.
function markWords(excerpt) {
  const decode = (text) => new DOMParser().parseFromString(`<body>${text}`, "text/html").body.textContent;
  return excerpt.split(/(<mark>.*?<\/mark>)/).map((piece) => {
    const mark = piece.match(/^<mark>(.*)<\/mark>$/);
    return mark ? Object.assign(document.createElement("mark"), { textContent: decode(mark[1]) }) : decode(piece);
  });
}

function countFilters(counts) {
  for (const select of form.querySelectorAll("select")) {
    const here = counts?.[select.dataset.filter] ?? {};
    for (const option of select.options) {
      if (option.value) option.textContent = `${option.value} (${here[option.value] ?? 0})`;
    }
  }
}

function readAddress() {
  const address = new URLSearchParams(location.search);
  for (const field of form.elements) if (field.name) field.value = address.get(field.name) ?? "";
}

let timer;
form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 120); });
form.addEventListener("focusin", () => openEngine().catch(() => {}), { once: true });
more.addEventListener("click", () => showMore());
readAddress();
search();
if (!form.elements.q.value) form.elements.q.focus();
