// Finds places of the guide: those whose heading has all words, or, where no paper has these, whose text has them.
const root = new URL("../", import.meta.url);
const MOST = 3;

// A word is found by its beginning: correct, corrected, correction.
const begin = (word) => word.normalize("NFKD").replace(/[^\p{L}\p{N}]|s$/gu, "").slice(0, Math.max(5, word.length - 3));
const split = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
const has = (those, word) => those.some((one) => one.startsWith(word));

const load = async (name) => (await fetch(new URL(`guide/${name}.json`, root))).json();

const name = (heading) => heading.toLowerCase().replace(/[^\w -]/g, "").replace(/ /g, "-");

function prepare([address, page, heading, anchor = name(heading)]) {
  const title = anchor ? `${page}: ${heading}` : page;
  return { href: root.pathname + address + (anchor && `#${anchor}`), title, anchor, own: split(heading), named: split(title) };
}

const opened = load("spots").then((all) => all.map(prepare)).catch(() => []);
let rest;
async function find(asked, anywhere) {
  const spots = await opened;
  const words = asked.map(begin).filter(Boolean);
  if (!words[0]) return [];
  const fits = ({ own, named }) => words.every((word) => has(named, word)) && words.some((word) => has(own, word));
  let found = spots.filter(fits);
  if (!found[0] && anywhere) {
    // Only now, since a first search is to stay light: the rows of tables, and the words of all texts.
    const [rows, texts] = await (rest ??= load("words").then(([rows, texts]) => [rows.map(prepare), texts.map(split)]));
    found = [...spots, ...rows].filter(({ named }, at) => words.every((word) => has(named, word) || has(texts[at], word)));
  }
  // Headings and whole pages first, else as the guide has them.
  return found.sort((a, b) => fits(b) - fits(a) || !!a.anchor - !!b.anchor).slice(0, MOST);
}

// Gives the function that shows in `line` what is found.
export async function findSpots(line, asked, anywhere) {
  const found = await find(asked, anywhere).catch(() => []);
  return () => {
    const links = found.map(({ href, title }) => Object.assign(document.createElement("a"), { href, textContent: title }));
    line.hidden = !found[0];
    line.querySelector("span").replaceChildren(...links.flatMap((link, at) => [at ? " · " : " ", link]));
  };
}
