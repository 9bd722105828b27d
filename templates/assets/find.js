// Finds papers with all words; where they are few, those with most words follow; whoever types a title finds it first.
const root = new URL("../", import.meta.url);
const get = (name) => import(`./${name}.js${new URL(import.meta.url).search}`);
// With fewer papers that have all words, others are looked for.
const FEW = 10;
// Results whose titles are compared: more where none of the first is it.
const CLOSE = [10, 20];
// Every paper has it: asked for no word, Pagefind loads all.
export const ALL = "allpapers";
const STOP = new Set(
  ("a about after all an and any are as at avoid avoiding be before being between both but by can choose " +
    "choosing do does during each every find for from get give handle has have help how i if improve in instead " +
    "into is it its keep make method methods model models more most must my need no not of on one only or other " +
    "our over paper papers same so stop such than that the their them these they this to two under use used using " +
    "via was we what when where whether which while who why will with within without you your").split(" "),
);

let opened;
export function openEngine() {
  opened ??= import(new URL("pagefind/pagefind.js", root)).then(async (engine) => {
    // Names as people type them count more than titles, synonyms less than text.
    const ranking = { metaWeights: { title: 5, alias: 8, also: 0.2 } };
    await engine.options({ basePath: `${root.pathname}pagefind/`, baseUrl: root.pathname, excerptLength: 32, ranking });
    await engine.init();
    return engine;
  }).catch((error) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

// What was copied has ligatures, odd spaces and what cannot be seen. The index holds no symbols, but Pagefind looks for
// them: S^{2}FT and SmoothQuant+ would find nothing. Of an address at arXiv it holds the number, of one of a DOI the DOI.
export const clean = (query) => query.normalize("NFKC").replace(/\p{Cf}/gu, "").replace(/\s+/g, " ").replace(/(\p{L})[,;+|](?=\p{L})/gu, "$1 ").replace(/[“”„]/g, '"').replace(/[\p{S}{}\\]/gu, "").trim().replace(/^(?:\S*\D)?(\d{4}\.\d{4,5}|10\.\d+\/\S+)(?!\d)\S*(?: \[.*)?$/, "$1").replace(/(?<!\d\S*)\/(?=\p{L})/gu, " ");
const fold = (text, gap = "") => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, gap);

function splitWords(text) {
  const words = text.toLowerCase().split(/\s+/).map((word) => word.replace(/^\P{L}*?(?=[\p{L}\p{N}])|[^\p{L}\p{N}]+$/gu, ""));
  return [...new Set(words)].filter((word) => /[\p{L}\p{N}]/u.test(word) && !STOP.has(word));
}

// Of an unknown word Pagefind takes the beginning: papers must have words that begin like those asked, as `run` for running.
// A number they must have whole, and what stood in quotes.
const begin = (word) => word.slice(0, Math.max(3, .6 * word.length)).replace(/(.)\1$/, "$1");
const WHOLE = /^"|^\d{4}\.\d{4,5}$|^10\.\d+\//;

async function dropGuesses(results, words, all) {
  const near = await Promise.all(results.slice(0, CLOSE[0]).map((result) => result.data()));
  const plain = (text) => fold(` ${text} `, " ");
  const wanted = words.map((word) => WHOLE.test(word) ? plain(word) : ` ${begin(plain(word).split(" ")[1])}`);
  const held = near.map(({ content, meta }) => {
    const text = plain([content, ...Object.values(meta)].join(" "));
    return wanted[all ? "every" : "some"]((word) => text.includes(word));
  });
  return held.includes(true) ? results.filter((_, at) => held[at] ?? true) : [];
}

// The title itself, then the name before its colon, the beginning of a title, several words within one; all else stays.
async function putTitlesFirst(results, query) {
  const wanted = fold(query);
  // Many a title begins like a single word.
  const certain = /\s/.test(query) ? 4 : 3;
  const rank = (title) => {
    const place = fold(title).indexOf(wanted);
    return [fold(title), fold(title.split(":")[0])].indexOf(wanted) + 1 || (place ? place > 0 && certain > 3 ? 4 : 5 : 3);
  };
  const near = [];
  for (const close of CLOSE) {
    const next = results.slice(near.length, close);
    near.push(...await Promise.all(next.map(async (result) => [rank((await result.data()).meta.title), result])));
    if (near.some(([place]) => place < certain)) break;
  }
  return [...near.sort(([a], [b]) => a - b).map(([, result]) => result), ...results.slice(near.length)];
}

// Gives the results, how many have all words, and the words asked.
export async function find(query, { filters = {}, order } = {}) {
  const engine = await openEngine();
  const text = clean(query);
  if (!text && !Object.keys(filters).length) return { results: [], exact: 0, asked: [] };
  const phrase = /^"[^"]+"$/.test(text) && (await get("phrase")).findPhrase;
  const { results: all } = await (phrase ? phrase(engine, text, filters) : engine.search(text || ALL, { filters }));
  const asked = splitWords(text);
  const exact = await dropGuesses(all, phrase ? [text] : asked, true);
  let results = exact;
  if (text && exact.length < FEW && !phrase) {
    const have = new Set(exact.map(({ id }) => id));
    const most = await dropGuesses(await (await get("most")).findMost(engine, asked, filters), asked, false);
    results = [...exact, ...most.filter(({ id }) => !have.has(id))];
  }
  if (order) {
    const answer = await fetch(new URL(`pagefind/by-${order}.txt`, root), { cache: "no-cache" });
    const places = new Map((await answer.text()).split(" ").map((id, place) => [id, place]));
    results.sort((a, b) => places.get(a.id) - places.get(b.id));
  } else if (text) {
    results = await putTitlesFirst(results, text);
    // Many a word begins like a short one, which is a name.
    const { results: whole } = /^\p{L}{1,3}$/u.test(text) ? await engine.search(`"${text}"`, { filters }) : { results: [] };
    const has = new Set(whole.map(({ id }) => id));
    results.sort((a, b) => has.has(b.id) - has.has(a.id));
  }
  return { results, exact: exact.length, asked };
}
