// Finds places of the guide: those whose heading has all words, or, where no paper has these, whose text has them.
const root = new URL("../", import.meta.url);
const MOST = 3;

// A word is found by its beginning: correct, corrected, correction.
const begin = (word) => word.normalize("NFKD").replace(/[^\p{L}\p{N}]/gu, "").slice(0, Math.max(4, word.length - 3));
const split = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

let opened;
export function openGuide() {
  opened ??= fetch(new URL("guide/spots.json", root)).then((answer) => (answer.ok ? answer.json() : [])).then((spots) => {
    const known = spots.map(([address, page, anchor, heading, words]) => {
      const title = anchor ? `${page}: ${heading}` : page;
      return { url: root.pathname + address + (anchor && `#${anchor}`), title, own: split(heading), named: split(title), all: split(`${title} ${words}`) };
    });
    return (asked, anywhere) => find(known, asked.map(begin).filter(Boolean), anywhere);
  }, () => () => []); // without the guide papers are found all the same
  return opened;
}

function find(known, words, anywhere) {
  const has = (those, word) => those.some((one) => one.startsWith(word));
  const named = known.filter(({ own, named }) => words.every((word) => has(named, word)) && words.some((word) => has(own, word)));
  const found = named.length || !anywhere ? named : known.filter(({ all }) => words.every((word) => has(all, word)));
  return words.length ? found.sort((a, b) => a.own.length - b.own.length).slice(0, MOST) : [];
}
