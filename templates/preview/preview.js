// The live preview, on every page that it serves: listens for new versions, reloads the page when there is a good one,
// and lays the problems over it when there is not. Text is only ever set as text.
(() => {
  "use strict";

  const own = JSON.parse(document.querySelector('meta[name="preview"]').content); // what this page was made from
  const MOST = 100; // so many problems are more than anybody reads at once
  const AROUND = 120; // letters of a long line that are shown before and after the place
  const QUIET = 700; // milliseconds; a stream that comes back sooner was hardly gone

  let stream;
  let retry;
  let silence;
  let told = ""; // the version whose problems were shown last

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  // Storage can be forbidden; then a hidden list comes back on the next page.
  function keep(name, value) {
    try {
      sessionStorage.setItem(`preview ${name}`, value);
    } catch {}
  }

  function recall(name) {
    try {
      return sessionStorage.getItem(`preview ${name}`);
    } catch {
      return null;
    }
  }

  const heading = make("h2", { id: "preview-heading", "aria-live": "assertive" });
  const advice = make("p", { id: "preview-advice" });
  const list = make("ol");
  const hide = make("button", { type: "button" }, "Hide");
  const overlay = make(
    "dialog",
    { id: "preview-problems", role: "alertdialog", "aria-labelledby": "preview-heading", "aria-describedby": "preview-advice" },
    make("header", {}, heading, hide),
    advice,
    list,
  );
  const words = make("span", { role: "status" });
  const again = make("button", { type: "button" }, "Show");
  const notice = make("div", { id: "preview-notice" }, words, again);

  function count(problems) {
    return problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  }

  function describeBehind() {
    if (own.problems.length) return "The page behind this could not be made.";
    return own.version ? "The page behind this is the last good one." : "There is no good page yet.";
  }

  // Messages put in `backticks` what stands in a file, or belongs there.
  function markCode(text) {
    return text.split(/`([^`]+)`/).map((part, number) => (number % 2 ? make("code", {}, part) : part));
  }

  function describePlace(place) {
    const [, file, line, column] = place.match(/^(.*?)(?::(\d+))?(?::(\d+))?$/s);
    const where = [line && `line ${line}`, column && `column ${column}`].filter(Boolean).join(", ");
    return make("p", { class: "preview-place" }, make("strong", {}, file), " ", make("span", {}, where));
  }

  // Columns count letters, which are not always one unit of JavaScript's text. The word at the place is marked.
  function showLine({ line, column }) {
    const letters = Array.from(line);
    const at = Math.min(Math.max(column - 1, 0), letters.length);
    const rest = letters.slice(at).join("");
    const word = column ? (rest.match(/^[\p{L}\p{M}\p{N}_-]+|^./u) ?? ["\u00a0"])[0] : "";
    const from = at > AROUND ? at - AROUND : 0;
    const before = (from ? "…" : "") + letters.slice(from, at).join("");
    const after = Array.from(rest.slice(word.length));
    const cut = after.length > AROUND ? "…" : "";
    const shown = make("pre", {}, before);
    if (word) shown.append(make("mark", {}, word));
    shown.append(after.slice(0, AROUND).join("") + cut);
    return shown;
  }

  function showProblem(problem) {
    const item = make("li", {}, describePlace(problem.place));
    if (problem.line) item.append(showLine(problem));
    item.append(make("p", { class: "preview-message" }, make("code", {}, problem.code), " ", ...markCode(problem.message)));
    if (problem.hint) item.append(make("p", { class: "preview-hint" }, ...markCode(problem.hint)));
    return item;
  }

  function fill(problems) {
    heading.textContent = `${count(problems)}. ${describeBehind()}`;
    advice.textContent = "Mend what is said below and save the file. This page then renews itself.";
    list.replaceChildren(...problems.slice(0, MOST).map(showProblem));
    if (problems.length > MOST) list.append(make("li", {}, `and ${problems.length - MOST} more`));
  }

  function open() {
    keep("hidden", "");
    if (!overlay.isConnected) document.body.append(overlay);
    if (!overlay.open) overlay.showModal();
    overlay.scrollTop = 0;
    tell();
  }

  function show(problems, version) {
    if (told === version) return;
    told = version;
    fill(problems);
    again.textContent = `Show ${count(problems)}`;
    if (recall("hidden") === version) tell();
    else open();
  }

  function remember() {
    if (told) keep("hidden", told);
  }

  function close() {
    told = "";
    overlay.close();
    tell();
  }

  // The small notice: that the preview has ended, or that problems are hidden. In an open dialog it stands there, since
  // all else is out of reach.
  function tell() {
    const ended = silence === true;
    words.textContent = ended ? "Preview ended; waiting for it to start again" : "";
    again.hidden = overlay.open || !told;
    notice.hidden = !ended && again.hidden;
    const home = overlay.open ? overlay : document.body;
    if (notice.parentNode !== home) home.append(notice);
  }

  function hear(event) {
    const { run, version, problems } = JSON.parse(event.data);
    if (problems.length) show(problems, `${run} ${version}`);
    else if (run !== own.run || version !== own.version) reload();
    else if (own.problems.length) show(own.problems, `${run} ${version} ${location.pathname}`);
    else close();
  }

  // Browsers put a reloaded page back to where it was scrolled to.
  function reload() {
    disconnect();
    location.reload();
  }

  // A browser gives all tabs of a host six connections together: hidden tabs let go of theirs.
  function connect() {
    disconnect();
    stream = new EventSource("/_preview/events");
    stream.addEventListener("draft", hear);
    stream.addEventListener("open", hush);
    stream.addEventListener("error", () => {
      silence ??= setTimeout(() => {
        silence = true;
        tell();
      }, QUIET);
      if (stream?.readyState === EventSource.CLOSED) retry = setTimeout(connect, 1000);
    });
  }

  function hush() {
    if (silence !== true) clearTimeout(silence);
    silence = undefined;
    tell();
  }

  function disconnect() {
    clearTimeout(retry);
    stream?.close();
    stream = undefined;
  }

  function follow() {
    if (document.hidden) {
      disconnect();
      hush();
    } else if (!stream) connect();
  }

  hide.addEventListener("click", () => overlay.close());
  again.addEventListener("click", open);
  overlay.addEventListener("cancel", remember); // Escape; its "close" may come when the next page has begun already
  overlay.addEventListener("close", () => {
    remember();
    tell();
  });
  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", follow);
  follow();
})();
