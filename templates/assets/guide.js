// Finds places of the guide: those whose heading has all words, or, where no paper has these, whose text has them.
const root = new URL("../", import.meta.url);
const MOST = 3;

// A word is found by its beginning: correct, corrected, correction.
const begin = (word) => word.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "").replace(/s$/, "").slice(0, Math.max(5, word.length - 3));
const split = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
const has = (those, word) => those.some((one) => one.startsWith(word));

function prepare([address, page, anchor, heading, words]) {
  const title = anchor ? `${page}: ${heading}` : page;
  const href = root.pathname + address + (anchor && `#${anchor}`);
  return { href, title, anchor, own: split(heading), named: split(title), all: split(`${title} ${words}`) };
}

function find(spots, words, anywhere) {
  if (!words.length) return [];
  const named = spots.filter(({ own, named }) => words.every((word) => has(named, word)) && words.some((word) => has(own, word)));
  const found = named.length || !anywhere ? named : spots.filter(({ all }) => words.every((word) => has(all, word)));
  return found.sort((a, b) => !!a.anchor - !!b.anchor).slice(0, MOST); // whole pages first, else as the guide has them
}

let opened;
// Gives the function that shows in `line` what is found; without the guide papers are found all the same.
export async function openGuide(line) {
  opened ??= fetch(new URL("guide/spots.json", root)).then((answer) => answer.json()).then((all) => all.map(prepare), () => []);
  const spots = await opened;
  return (asked, anywhere) => {
    const found = find(spots, asked.map(begin).filter(Boolean), anywhere);
    const links = found.map(({ href, title }) => Object.assign(document.createElement("a"), { href, textContent: title }));
    line.hidden = !found.length;
    line.querySelector("span").replaceChildren(...links.flatMap((link, at) => [at ? " · " : " ", link]));
  };
}
