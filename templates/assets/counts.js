const { openEngine, clean, ALL } = await import(`./find.js${new URL(import.meta.url).search}`);

// Gives how many papers with all words each value of a filter would leave; without filters, how many have it; nothing of
// words in quotes, which are several searches. What tells that is loaded only here: results come first.
export async function count(query, filters) {
  const engine = await openEngine();
  const all = await engine.filters();
  if (!filters || /^"[^"]+"$/.test(clean(query))) return filters ? null : all;
  const ask = async (filters) => (await engine.search(clean(query) || ALL, { filters })).filters;
  const counts = await ask(filters);
  for (const name of Object.keys(filters)) {
    const { [name]: _, ...others } = filters;
    counts[name] = (await ask(others))[name];
  }
  return counts;
}
