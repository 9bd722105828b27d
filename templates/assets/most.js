// A rare word, or one of the title, counts only a little more: a paper with one word more wins.
export async function findMost(engine, words, filters) {
  const sums = new Map();
  await Promise.all(words.map(async (word) => {
    const ways = new Set([word, word.replace(/[-/](?=.)/g, " ")]);
    const best = new Map();
    for (const { results } of await Promise.all([...ways].map((way) => engine.search(way, { filters })))) {
      for (const result of results) if (!(best.get(result.id)?.score >= result.score)) best.set(result.id, result);
    }
    for (const [id, result] of best) {
      const sum = sums.get(id) ?? { id, sum: 0, best: result };
      sums.set(id, sum);
      sum.sum += result.score ** 0.1;
      if (result.score > sum.best.score) sum.best = result;
    }
  }));
  const found = [...sums.values()].sort((a, b) => b.sum - a.sum);
  return found.filter(({ sum }) => sum > found[0].sum / 2).map(({ best }) => best);
}
