// What a page that presstime serves does to stay as it is on disk. It is put into the response alone.
(() => {
  "use strict";
  const me = document.currentScript.dataset;
  const known = { page: me.page, sheets: me.sheets };
  const place = `presstime scroll ${location.pathname}`;
  let stream = null;
  let retry = 0;

  // A reload keeps the place, also where the page was not yet long enough when the browser tried.
  try {
    const kept = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    if (kept !== null && !location.hash) {
      const put = () => scrollTo({ top: Number(kept), behavior: "instant" });
      put();
      addEventListener("load", put, { once: true });
    }
  } catch {}

  function reload() {
    try {
      sessionStorage.setItem(place, String(scrollY));
    } catch {}
    location.reload();
  }

  // The new sheet is there before the old one goes: no moment without any.
  function swap(sheets) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet" i]')];
    if (links.length !== sheets.length) return reload();
    links.forEach((link, index) => {
      const href = new URL(sheets[index], location.href).href;
      if (link.href === href) return;
      const fresh = link.cloneNode();
      fresh.href = href;
      const done = () => link.remove();
      fresh.addEventListener("load", done);
      fresh.addEventListener("error", done);
      link.after(fresh);
    });
  }

  // Errors cover the page, in a tree of their own that no style sheet of the site reaches.
  function show(fault) {
    document.getElementById("presstime-fault")?.remove();
    if (fault === null) return;
    const host = document.createElement("div");
    host.id = "presstime-fault";
    const root = host.attachShadow({ mode: "open" });
    const style = new CSSStyleSheet();
    style.replaceSync(`
      :host { all: initial; }
      section { position: fixed; inset: 0; z-index: 2147483647; overflow: auto; padding: 5vmin;
        background: #14171ae6; color: #f4f1ea; font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.3em; margin: 0 0 .3em; } p { margin: 0 0 1em; color: #c9c4b8; }
      pre { font: 14px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere;
        background: #000; padding: 1.2em; border-left: 4px solid #e5484d; margin: 0; }
      button { font: inherit; padding: .3em 1em; margin-top: 1em; }`);
    root.adoptedStyleSheets = [style];
    const section = document.createElement("section");
    section.setAttribute("role", "alertdialog");
    section.setAttribute("aria-modal", "true");
    section.setAttribute("aria-label", "The site can't be built");
    const title = document.createElement("h1");
    title.textContent = "The site can’t be built";
    const words = document.createElement("p");
    words.textContent = "What is served is as it was. This goes away when it is mended.";
    const text = document.createElement("pre");
    text.textContent = fault;
    const close = document.createElement("button");
    close.textContent = "Look at the page";
    close.addEventListener("click", () => host.remove());
    host.addEventListener("keydown", (event) => event.key === "Escape" && host.remove());
    section.append(title, words, text, close);
    root.append(section);
    (document.body ?? document.documentElement).append(host);
    close.focus({ preventScroll: true });
  }

  let shown = null;
  function take(told) {
    if (told.page !== known.page) return reload();
    if (told.sheets !== known.sheets) {
      known.sheets = told.sheets;
      swap(told.hrefs);
    }
    if (told.fault !== shown) {
      shown = told.fault;
      show(shown);
    }
  }

  function open() {
    clearTimeout(retry);
    if (stream || document.visibilityState === "hidden") return;
    stream = new EventSource(`${me.base}/-/events?path=${encodeURIComponent(me.path)}`);
    stream.onmessage = (event) => take(JSON.parse(event.data));
    // A browser tries again by itself unless what answered was no event stream: a proxy whose server is down.
    stream.onerror = () => {
      if (stream?.readyState === EventSource.CLOSED) {
        close();
        retry = setTimeout(open, 500);
      }
    };
  }

  function close() {
    stream?.close();
    stream = null;
  }

  // A browser has few connections for a host: what nobody looks at needs none, and asks when it is looked at again.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") close();
    else open();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();
