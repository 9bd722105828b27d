// What was meant by words that no paper has: the words of all papers, the most common first, that differ in a letter or two.
const root = new URL("../", import.meta.url);
const LONG = /\p{L}{4,}/gu;
let words;

// Letters to change, put in, take out or swap, at most `most`.
function measure(one, other, most) {
  let [before, last] = [[], [...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
      if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last.at(-1);
}

async function readWords() {
  const answer = await fetch(new URL("search/words.txt", root));
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.text()).split(" ");
}

// Gives a query with every unknown word put right; nothing where all words are known, or none like one is. Known are also
// the words of the papers that were found: of very many papers the rarest words are in no list.
export async function suggest(typed, papers) {
  const query = typed.normalize("NFKC");
  const held = await Promise.all(papers.map((paper) => paper.data()));
  const said = held.map(({ content, meta }) => `${meta.title} ${content}`).join(" ").toLowerCase();
  // Where the title asked for was found, all is understood; one of a few words may stand in any question.
  const isAsked = ({ title }) => title.split(" ").length > 3 && query.toLowerCase().includes(title.toLowerCase());
  if (held.some(({ meta }) => isAsked(meta))) return "";
  // As people type it, `don't` has no sign.
  const text = `${said} ${said.replace(/['’]/g, "")}`;
  // Plurals and British spellings are found as they are.
  const forms = (word) => [word, word.replace(/s$/, ""), word.replace(/is(?=[aei])/, "iz")];
  const has = (asked) => forms(asked.toLowerCase()).some((word) => text.includes(word));
  if ((query.match(LONG) ?? []).every(has)) return "";
  words ??= await readWords();
  const known = new Set(words);
  const meant = query.replace(LONG, (asked) => {
    const word = asked.toLowerCase();
    // Nor is a word in capitals, mostly a name, likely to be another.
    if (has(asked) || forms(word).some((form) => known.has(form)) || asked === asked.toUpperCase()) return asked;
    let nearest = "";
    let least = word.length > 7 ? 3 : 2;
    for (const other of words) {
      const far = Math.abs(other.length - word.length) < least ? measure(word, other, least - 1) : least;
      if (far < least) [nearest, least] = [other, far];
    }
    return nearest || asked;
  });
  return meant === query ? "" : meant;
}
