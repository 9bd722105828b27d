// Keeps what was read for times without a network. The network always goes first, so nothing stale is shown after a
// deploy; what carries a fingerprint in its address cannot be stale and is taken from the store.
const { scope } = self.registration; // several digests of one host have a store each
const STORE = `paper-digest ${scope}`;
const OLD = "paper-digest"; // the one that they had together
const MOST = 400; // answers kept, the oldest go first

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(takeOver().finally(() => self.clients.claim()).then(keepFirst)));

// The page that brought this worker was there before it, with all that belongs to it.
async function keepFirst() {
  const store = await caches.open(STORE);
  for (const { url } of await self.clients.matchAll({ type: "window" })) {
    const page = await take(store, url);
    const [...parts] = page?.matchAll(/(?:href|src)="([^"]*assets\/[^"?]+\?[0-9a-f]+)"/g) ?? [];
    await Promise.all(parts.map(([, part]) => take(store, new URL(part, url).href)));
  }
}

async function take(store, url) {
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) return "";
  await keep(store, url, answer.clone()).catch(() => {});
  return answer.text();
}

// What was kept for our pages moves; what is left is another's.
async function takeOver() {
  if (!(await caches.has(OLD))) return;
  const [old, store] = [await caches.open(OLD), await caches.open(STORE)];
  for (const request of await old.keys()) {
    if (!request.url.startsWith(scope)) continue;
    if (!(await store.match(request))) await store.put(request, await old.match(request));
    await old.delete(request);
  }
  if (!(await old.keys()).length) await caches.delete(OLD);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  // A search is of no use in parts, and its hundreds of parts would take the place of pages.
  if (request.method !== "GET" || url.origin !== location.origin || url.href.startsWith(`${scope}pagefind/`)) return;
  const settled = /\/assets\/[^?]+\?[0-9a-f]+$/.test(url.pathname + url.search);
  event.respondWith(settled ? fromStore(request) : fromNetwork(request));
});

async function fromNetwork(request) {
  const store = await caches.open(STORE);
  try {
    // A page is asked for anew even where the browser's own store would still do.
    const answer = await fetch(request, request.mode === "navigate" ? { cache: "no-cache" } : {});
    if (answer.ok) await keep(store, request, answer.clone()).catch(() => {}); // no room is no reason to show nothing
    return answer;
  } catch (error) {
    const kept = await store.match(request, { ignoreSearch: request.mode === "navigate" });
    if (kept) return kept;
    throw error;
  }
}

async function fromStore(request) {
  const store = await caches.open(STORE);
  return (await store.match(request)) ?? fromNetwork(request);
}

async function keep(store, request, answer) {
  await store.put(request, answer); // takes the old one's place at the end, or, where there is no room, leaves that one
  const kept = await store.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - MOST))) await store.delete(old);
}
