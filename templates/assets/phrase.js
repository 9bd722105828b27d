// Words in quotes may have a hyphen where others have a space: each way is another search.
export async function findPhrase(engine, phrase, filters) {
  const [first, ...rest] = phrase.slice(1, -1).trim().split(/[\s-]+/);
  const join = (ways, word) => ways.flatMap((way) => [`${way} ${word}`, `${way}-${word}`]);
  const ways = rest.length > 3 ? [phrase] : rest.reduce(join, [first]).map((way) => `"${way}"`);
  const best = new Map();
  for (const { results } of await Promise.all(ways.map((way) => engine.search(way, { filters })))) {
    for (const result of results) if (!(best.get(result.id)?.score >= result.score)) best.set(result.id, result);
  }
  return { results: [...best.values()].sort((a, b) => b.score - a.score) };
}
