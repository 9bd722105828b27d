const { openEngine, clean, ALL } = await import(`./find.js${new URL(import.meta.url).search}`);

// Gives what writes behind each choice how many papers it would leave, or takes that away where nothing is asked.
export async function prepare(selects, asked) {
  const counts = asked && await count(...asked).catch(() => null);
  return () => {
    for (const select of selects) {
      const here = counts && counts[select.name];
      for (const option of [...select.options].slice(1)) {
        const name = option.text.replace(/ \(\d+\)$/, "");
        option.text = here ? `${name} (${here[option.value] ?? 0})` : name;
      }
    }
  };
}

// Gives how many papers with all words each value of a filter would leave; without filters, how many have it; nothing of
// words in quotes, which are several searches. What tells that is loaded only here: results come first.
async function count(query, filters) {
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
