// Composes an override out of the form, with the checks of the vocabulary. Nothing leaves the browser.
const form = document.getElementById("correct");
const paper = document.getElementById("paper");
const status = document.getElementById("status");
const yaml = document.getElementById("yaml");
const github = document.getElementById("github");
const fields = [...form.querySelectorAll(".field[data-name]")];
const SCHEMA = "# yaml-language-server: $schema=../schemas/overrides.json\n";
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
let present = {}; // what the paper's page says now, by field
let override = ""; // where an editor speaks of it already

const words = JSON.parse(form.dataset.words);
const plural = new Intl.PluralRules(document.documentElement.lang);
const say = (name, blanks = {}) =>
  (words[name][plural.select(blanks.n ?? 0)] ?? words[name].other ?? words[name]).replace(/\{(\w+)\}/g, (_, blank) => blanks[blank]);
const squeeze = (text) => text.trim().replace(/\s+/g, " ");
const quote = (text) => `'${squeeze(text).replaceAll("'", "''")}'`;

function read(field) {
  const controls = [...field.querySelectorAll("input, textarea, select")];
  // What cannot be seen and no check takes, as copies of PDFs bring along.
  const values = controls.map((control) => control.value.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, ""));
  if (field.dataset.kind === "choices") return [...new Set(values.filter(Boolean))];
  if (field.dataset.kind === "lines") return values[0].split("\n").map(squeeze).filter(Boolean);
  return values[0].trim();
}

function isDay(text) {
  const [year, month, day] = text.split("-").map(Number);
  return new Date(Date.UTC(year, (month ?? 1) - 1, day ?? 1)).getUTCMonth() === (month ?? 1) - 1;
}

// What is wrong with one value, by the code under which docs/messages.md explains it and in words; nothing, if it may stand.
function judge(field, value) {
  const { pattern, like, name } = field.dataset;
  for (const one of [value].flat().filter(Boolean)) {
    if (pattern && !new RegExp(`^(?:${pattern})$`).test(one)) return `V011 ${say("is_wrong", { one, like })}`;
    if (/date$|until$/.test(name) && !isDay(one)) return `V012 ${say("is_no_day", { one })}`;
  }
  return "";
}

function same(value, now) {
  return JSON.stringify(value) === JSON.stringify(now ?? (Array.isArray(value) ? [] : ""));
}

function write(field, value) {
  const name = field.dataset.name.split(".").pop();
  if (Array.isArray(value)) {
    const items = field.dataset.kind === "choices" ? value : value.map(quote);
    return [`${name}: [${items.join(", ")}]`];
  }
  if (!value.includes("\n") || name !== "note") return [`${name}: ${quote(value)}`];
  return [`${name}: |-`, ...value.split("\n").map((line) => `  ${line.trimEnd()}`.trimEnd())];
}

function compose() {
  const parts = {}; // the lines of every field, those of one group together wherever they stand in the form
  const said = {};
  let wrong = 0;
  for (const field of fields) {
    const value = read(field);
    const { name } = field.dataset;
    const changed = !same(value, present[name]);
    const fault = changed ? judge(field, value) : "";
    tell(field, fault);
    if (fault) wrong += 1;
    if (!changed || !value.length || fault) continue;
    said[name] = field;
    const [outer, inner] = name.split(".");
    parts[outer] ??= inner ? [`  ${outer}:`] : [];
    parts[outer].push(...write(field, value).map((line) => `  ${inner ? "  " : ""}${line}`));
  }
  const isSaid = (other) => Object.keys(said).some((one) => one === other || one.startsWith(`${other}.`));
  for (const field of Object.values(said)) {
    const { apart, needs } = field.dataset;
    const beside = apart.split(" ").find(isSaid);
    if (beside) tell(field, `V015 ${say("cannot_stand", { other: beside })}`);
    else if (needs && !isSaid(needs)) tell(field, `V002 ${say("is_needed", { other: needs })}`);
    else continue;
    wrong += 1;
  }
  show(Object.values(parts).flat(), wrong);
}

function tell(field, fault) {
  field.querySelector(".wrong").textContent = fault;
  for (const control of field.querySelectorAll("input, textarea, select")) control.setAttribute("aria-invalid", String(Boolean(fault)));
}

function show(lines, wrong) {
  const id = paper.value.trim();
  const unknown = document.getElementById("wrong-paper").textContent;
  const ready = id && lines.length && !wrong && !unknown;
  const head = override ? `# under ${id}: in ${override}\n` : `${id || "paper-id"}:\n`;
  const text = lines.length ? `${head}${lines.join("\n")}\n` : "";
  yaml.textContent = text || say("no_change");
  document.getElementById("copy").disabled = !ready;
  const { repository, branch } = form.dataset;
  github.hidden = !(ready && repository);
  if (!github.hidden) {
    const query = new URLSearchParams({ filename: `${id}.yml`, value: SCHEMA + text });
    github.href = override
      ? `${repository}/edit/${branch}/${override.split(":")[0]}`
      : `${repository}/new/${branch}/site_src/overrides?${query}`;
  }
  if (wrong) status.textContent = say("not_right", { n: wrong });
  else if (unknown) status.textContent = say("no_such_paper");
  else if (override) status.textContent = say("has_override", { place: override });
  else status.textContent = say(text ? "ready" : "change");
}

function fill(name, value) {
  present[name] = value;
  const controls = form.querySelectorAll(`[data-name="${name}"] :is(input, textarea, select)`);
  const inLines = controls[0]?.matches("textarea") && Array.isArray(value);
  for (const [number, control] of controls.entries()) control.value = inLines ? value.join("\n") : [value].flat()[number] ?? "";
}

let turn = 0;

// What another paper had in the fields goes before the answer comes, and an answer that comes too late is left.
async function load() {
  const mine = ++turn;
  // The address of the paper's page will do, too.
  const id = paper.value = paper.value.trim().replace(/^.*\/papers\/([^/?#]+).*$/, "$1");
  const wrong = document.getElementById("wrong-paper");
  for (const name of Object.keys(present)) fill(name, []);
  present = {};
  override = "";
  wrong.textContent = "";
  if (id) {
    const answer = SLUG.test(id) ? await fetch(`${form.dataset.papers}${id}/`).catch(() => null) : null;
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    if (mine !== turn) return;
    const known = JSON.parse(page?.querySelector('[type="application/ld+json"]')?.textContent ?? "{}").mainEntity;
    if (known) {
      const places = known.sameAs ?? [];
      const place = (start) => places.find((address) => address.startsWith(start))?.slice(start.length) ?? "";
      fill("title", known.name);
      fill("abstract", known.abstract);
      fill("authors", (known.author ?? []).map(({ name }) => name));
      fill("date", known.datePublished ?? "");
      fill("links.arxiv", place("https://arxiv.org/abs/"));
      fill("links.doi", place("https://doi.org/"));
      fill("links.code", page.querySelector(".links [data-kind=code]")?.getAttribute("href") ?? "");
      fill("topics", [...page.querySelectorAll("article .topic")].map((link) => link.getAttribute("href").split("/").at(-2)));
      override = page.querySelector("[data-override]")?.dataset.override ?? "";
    } else {
      wrong.textContent = `P001 ${say("no_such_paper")}`;
    }
  }
  compose();
}

form.hidden = false;
paper.value = new URLSearchParams(location.search).get("paper") ?? "";
paper.addEventListener("change", load);
form.addEventListener("input", (event) => event.target === paper || compose());
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(yaml.textContent);
    status.textContent = say("copied");
  } catch {
    getSelection().selectAllChildren(yaml); // to be copied by hand
  }
});
load();
