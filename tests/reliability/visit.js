// Opens pages in frames, does what a reader may do, and says what each one then is.
async ({ addresses, atOnce, patience }) => {
  window.ran = [];
  const OURS = "button, a[href^='http'], a[href^='.'], a[href^='#'], a[href^='/'], select, input[type=search], summary";
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  const name = (element) => `${element.localName}[${[...element.attributes].map((one) => one.name).filter((one) => one !== "hidden").sort()}]`;

  function handle(page) {
    for (const details of page.querySelectorAll("details")) details.open = true;
    for (const element of [...page.querySelectorAll("body *")].slice(0, 2000)) {
      for (const kind of ["mouseover", "mousemove", "pointerenter", "focus", "focusin"]) element.dispatchEvent(new Event(kind, { bubbles: true }));
      if (!element.matches(OURS) && !element.closest("a[href^='http'], a[href^='.'], summary, button, label")) element.click?.();
    }
  }

  function describe(page) {
    const note = [...page.querySelectorAll(".note *, .lead *, .excerpt *")].map(name);
    const kinds = [...page.querySelectorAll("*")].filter((one) => !one.parentElement?.closest(".note, .lead, .excerpt")).map(name);
    const bad = [...page.querySelectorAll("[href], [src], [action], [data]")].flatMap((one) => ["href", "src", "action", "data"].map((key) => one.getAttribute(key) ?? ""))
      .filter((link) => /^\s*(javascript|data|vbscript):/i.test(link));
    const texts = [...page.querySelectorAll("h1, .abstract, .authors, .title, details p, .topic")].map((one) => one.textContent);
    const data = [...page.querySelectorAll("script[type='application/ld+json']")].map((one) => one.textContent);
    return { kinds: [...new Set(kinds)], note: [...new Set(note)], bad, texts, data, title: page.title };
  }

  async function visit(address) {
    const frame = document.createElement("iframe");
    const loaded = new Promise((done) => { frame.onload = done; });
    frame.src = address;
    document.body.append(frame);
    await Promise.race([loaded, pause(patience)]);
    let found = { lost: true };
    try {
      const page = frame.contentDocument; // also when a link has led the frame elsewhere
      handle(page);
      await pause(10);
      found = describe(page);
    } catch { /* the page has led elsewhere */ }
    frame.remove();
    return { address, ...found };
  }

  const visited = [];
  const queue = [...addresses];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (queue.length) visited.push(await visit(queue.shift()));
  }));
  return { visited, ran: window.ran };
}
