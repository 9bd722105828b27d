// Copying, and marks that stay in this browser: read, later, hidden topics, what is new. Loaded after site.js.
const { leftOut, unkept } = document.currentScript.dataset;
const hint = document.createElement("span");
// Tables are read anew at every use, since another tab may have changed them: `later` has the title of a paper by its id,
// `hidden` the name of a topic. What cannot be kept lasts as long as the page.
let own = {};
// Without what objects bring along: a topic may be called `constructor`.
const table = (name) => ({ __proto__: null, ...(own[name] ?? load(name, {})) });
const put = (name, value) => !(own[name] = save(name, value) ? null : value);
const listRead = () => [load("read", [])].flat();

offerCopies();
onChange(markLists);
markPaper();
markTopic();
showSince();
showMine();
searchMap();
askForLost();
keepPlace();

function offerCopies() {
  for (const buttons of document.querySelectorAll(".buttons")) {
    const code = buttons.parentElement.querySelector("code");
    buttons.hidden = false;
    const [copy, keep] = buttons.querySelectorAll("button");
    offerCopy(copy, code);
    keep.addEventListener("click", () => download(keep.dataset.save, keep.dataset.type, code.textContent));
  }
}

// Says for two seconds that it copied; where a browser forbids it, the text is chosen, to be copied by hand.
function offerCopy(button, code) {
  const name = button.textContent;
  button.ariaLive = "polite";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = button.dataset.copy;
      setTimeout(() => (button.textContent = name), 2000);
    } catch {
      code.closest("details").open = true;
      getSelection().selectAllChildren(code);
      code.scrollIntoView({ block: "center" });
    }
  });
}

function download(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function markLists() {
  let left = 0;
  const hidden = table("hidden");
  const read = new Set(listRead());
  for (const item of document.querySelectorAll(".paper[data-id]")) {
    item.classList.toggle("is-read", read.has(item.dataset.id));
    const topic = item.querySelector(".topic")?.getAttribute("href").split("/").at(-2);
    item.hidden = topic in hidden && !document.getElementById("hide") && !item.closest(".related");
    left += item.hidden;
  }
  hint.textContent = left ? ` (${leftOut}: ${left})` : "";
  document.querySelector('footer a[href$="mine/"]').after(hint);
}

// A button that puts something into a table of this browser and takes it out again.
function toggle(button, name, id, value) {
  const show = () => (button.textContent = button.dataset[id in table(name) ? "off" : "on"]);
  const note = Object.assign(document.createElement("span"), { className: "count", role: "status" });
  const bar = button.closest("[hidden]");
  bar.hidden = false;
  bar.append(" ", note);
  onChange(show);
  button.addEventListener("click", () => {
    const isKept = id in table(name) ? drop(name, id) : put(name, { ...table(name), [id]: value });
    note.textContent = isKept ? "" : unkept;
    show();
  });
}

function drop(name, id) {
  const { [id]: _, ...others } = table(name);
  return put(name, others);
}

// Shows what is kept, now and whenever another tab changes it or the reader comes back.
function onChange(show) {
  show();
  addEventListener("pageshow", ({ persisted }) => { if (persisted) show(); });
  addEventListener("storage", show);
}

function markPaper() {
  const article = document.querySelector("article[data-id]");
  if (!article) return;
  const { id } = article.dataset;
  save("read", [...new Set([...listRead(), id])]);
  offerCopy(document.getElementById("cite-now"), document.querySelector(".cite code"));
  toggle(document.getElementById("later"), "later", id, article.querySelector("h1").dataset.title);
}

function markTopic() {
  const button = document.getElementById("hide");
  if (button) toggle(button, "hidden", button.dataset.topic, button.dataset.name);
}

function list(place, entries, address, word, remove) {
  const empty = place.nextElementSibling;
  for (const [id, title] of entries) {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { className: "title", dir: "auto", href: `${address}${id}/`, textContent: title });
    item.append(link);
    if (word) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: word, ariaLabel: `${word}: ${title}` });
      button.addEventListener("click", () => {
        remove(id);
        const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("a") ?? empty;
        item.remove();
        empty.hidden = place.children.length > 0;
        empty.tabIndex = -1;
        next.focus();
      });
      item.append(" ", button);
    }
    place.append(item);
  }
  empty.hidden = entries.length > 0;
}

// The editions that came after the one that was newest at the last visit of the page of new papers. A visit lasts as
// long as its tab: what was new when it came stays new.
async function showSince() {
  const section = document.getElementById("since");
  if (!section) return;
  let last = load("newest", "");
  save("newest", newest);
  if (!last) return;
  try {
    last = sessionStorage[KEY] ??= last;
  } catch {
    // Where nothing may be kept, a visit is a page.
  }
  const editions = await (await fetch(section.dataset.recent)).json();
  const at = editions.findIndex((edition) => edition.id === last);
  const hidden = table("hidden");
  const came = editions.slice(0, at < 0 ? editions.length : at).flatMap((edition) => edition.papers);
  const papers = came.filter(({ topic }) => !(topic in hidden));
  list(section.querySelector("ul"), papers.map((paper) => [paper.id, paper.title]), section.dataset.papers);
  section.hidden = false;
}

// What a paper's page has as its citation in one form, also where the paper has moved; nothing, if it cannot be read.
async function cite(address, suffix, moved = false) {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [, way] = page.querySelector("meta[http-equiv=refresh]")?.content.match(/url=(.*)/) ?? [];
  if (way && !moved) return cite(new URL(way, answer.url), suffix, true);
  return page.querySelector(`.cite [data-save$="${suffix}"]`)?.closest(".cite").querySelector("code").textContent;
}

function showMine() {
  const mine = document.getElementById("mine");
  if (!mine) return;
  const { papers, topics } = mine.dataset;
  let shown;
  const look = () => JSON.stringify([table("later"), table("hidden")]);
  const remove = (name) => (id) => { drop(name, id); shown = look(); };
  const fill = () => {
    if (shown === look()) return; // another tab may have changed something else, and a reader's place would be lost
    shown = look();
    for (const place of mine.querySelectorAll("ul")) place.replaceChildren();
    list(document.getElementById("my-papers"), Object.entries(table("later")), papers, mine.dataset.remove, remove("later"));
    list(document.getElementById("my-topics"), Object.entries(table("hidden")), topics, mine.dataset.show, remove("hidden"));
  };
  const status = document.getElementById("my-status");
  onChange(fill);
  mine.hidden = false;
  document.getElementById("my-citations").addEventListener("click", async () => {
    const suffix = document.getElementById("my-form").value;
    const found = await Promise.all(Object.keys(table("later")).map((id) => cite(`${papers}${id}/`, suffix)));
    const cited = [...new Set(found)].filter(Boolean);
    const lost = found.filter((one) => !one).length;
    status.textContent = lost ? `${status.dataset.lost}: ${lost}` : "";
    if (!cited.length) return;
    const whole = suffix.endsWith("json") ? JSON.stringify(cited.flatMap(JSON.parse), null, 1) : cited.join(suffix === ".bib" ? "\n" : "");
    download(`papers${suffix}`, "text/plain", whole);
  });
  document.getElementById("my-export").addEventListener("click", () => {
    download("my-papers.json", "application/json", JSON.stringify({ later: table("later"), hidden: table("hidden"), read: listRead() }, null, 1));
  });
  document.getElementById("my-import").addEventListener("change", async ({ target }) => {
    if (!target.files[0]) return;
    const kept = await target.files[0].text().then(JSON.parse).catch(() => null);
    target.value = "";
    const isTable = (one) => one && Object.getPrototypeOf(one) === Object.prototype;
    const good = isTable(kept?.later) && isTable(kept.hidden) && Array.isArray(kept.read)
      && [kept.later, kept.hidden, kept.read].flatMap(Object.values).every((one) => typeof one === "string");
    status.textContent = status.dataset.unread;
    if (!good) return;
    save("read", [...new Set([...listRead(), ...kept.read])]);
    const isKept = ["later", "hidden"].map((name) => put(name, { ...table(name), ...kept[name] }));
    status.textContent = isKept.includes(false) ? unkept : status.dataset.added;
    fill();
  });
  document.getElementById("my-erase").addEventListener("click", ({ target }) => {
    if (!confirm(target.dataset.sure)) return;
    const ours = (key) => key.startsWith(KEY) || (key.startsWith(OLD) && key[OLD.length] !== "/");
    try {
      for (const key of Object.keys(localStorage).filter(ours)) localStorage.removeItem(key);
      sessionStorage.removeItem(KEY);
    } catch {
      // Where nothing may be kept, nothing is there to be erased.
    }
    status.textContent = status.dataset.erased;
    own = {};
    fill();
  });
}

function searchMap() {
  const field = document.getElementById("find-on-map");
  if (!field) return;
  const map = document.querySelector(".map");
  const status = document.getElementById("found-on-map");
  const dots = [...map.querySelectorAll("a")].filter((link) => link.querySelector('[d$="h0"]'));
  field.closest("[hidden]").hidden = false;
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  field.addEventListener("input", () => {
    const asked = fold(field.value);
    const holds = (title) => asked !== "" && asked.split(" ").every((word) => title.includes(word));
    for (const dot of dots) dot.classList.toggle("is-found", holds(fold(dot.textContent)));
    map.classList.toggle("is-searched", asked !== "");
    const found = map.querySelectorAll(".is-found");
    status.textContent = asked && `${status.dataset.word}: ${found.length}`;
    document.getElementById("found-titles").replaceChildren(...[...(asked ? found : [])].slice(0, 20).map((dot) => {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("a"), { href: dot.getAttribute("href"), textContent: dot.textContent }));
      return item;
    }));
  });
}

// An address is made of a title's words: they stand in the box, to be searched with one key.
function askForLost() {
  const field = document.querySelector(".quick input");
  const [name] = location.pathname.replace(/-[0-9a-f]{10}\/?$/, "").match(/[^/]+(?=\/?$)/) ?? [];
  if (!field || !name || !document.getElementById("lost")) return;
  try {
    field.value = decodeURIComponent(name).replace(/[-_.]+/g, " ");
  } catch {
    // An address that was cut within a letter tells nothing.
  }
}

// The links that narrow a list go to anchors; the page stays where the reader is.
function keepPlace() {
  for (const link of document.querySelectorAll('.choices a[href^="#"]')) {
    link.addEventListener("click", () => {
      if (link.hash === location.hash) return;
      const at = scrollY;
      addEventListener("hashchange", () => scrollTo({ top: at, behavior: "instant" }), { once: true });
    });
  }
}
