/* The chat in the shop. What people wrote is only ever put into text nodes. */
(() => {
  "use strict";

  const KEPT = "dragoman-chat";
  const POLL_MILLISECONDS = 4000;
  const root = document.getElementById("dragoman-chat");
  if (!root) return;
  const find = (selector) => root.querySelector(selector);
  const [opener, panel, log, form, field, trouble] = [
    ".dragoman-open", ".dragoman-panel", ".dragoman-log", "form", "textarea", ".dragoman-trouble",
  ].map(find);
  const texts = root.dataset;
  const bubbles = new Map();
  let seen = "";
  let unsent = null;
  let beginning = null;
  let reading = false;

  const kept = () => {
    try { return localStorage.getItem(KEPT); } catch { return root.dataset.pass || null; }
  };
  const keep = (pass) => {
    root.dataset.pass = pass;
    try { localStorage.setItem(KEPT, pass); } catch { /* then it is good for this page */ }
  };

  const newKey = () =>
    [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  async function post(path, content) {
    const answer = await fetch(`${texts.proxy}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(content),
    });
    if (answer.status === 204) return null;
    if (!answer.ok) throw Object.assign(new Error(path), { status: answer.status });
    return answer.json();
  }

  /* Whoever needs a pass while one is fetched waits for the same one. */
  function begin() {
    beginning ??= post("begin", {})
      .then((answer) => {
        keep(answer.pass);
        seen = "";
      })
      .finally(() => {
        beginning = null;
      });
    return beginning;
  }

  /* A pass is not good any more when the shopper has logged in or out: then the conversation is a new one. */
  async function withPass(path, content) {
    if (!kept()) await begin();
    try {
      return await post(path, { ...content, pass: kept() });
    } catch (error) {
      if (error.status !== 403) throw error;
      await begin();
      return post(path, { ...content, pass: kept() });
    }
  }

  function say(text) {
    trouble.textContent = text;
    trouble.hidden = !text;
  }

  function paragraph(text, language) {
    const made = document.createElement("p");
    made.textContent = text;
    if (language) made.lang = language;
    return made;
  }

  /* Under a translated answer: that a program translated it, and a button that shows what was written. */
  function origin(message, shown) {
    const made = document.createElement("p");
    made.className = "dragoman-origin";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = texts.original;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const original = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", String(original));
      button.textContent = original ? texts.translation : texts.original;
      shown.textContent = original ? message.original : message.text;
      shown.lang = original ? message.original_language : root.lang;
    });
    made.append(`${texts.translated} · `, button);
    return made;
  }

  function bubble(message) {
    const made = document.createElement("div");
    made.className = `dragoman-bubble dragoman-${message.mine ? "mine" : "theirs"}`;
    const shown = paragraph(message.text);
    made.append(shown);
    if (message.original) made.append(origin(message, shown));
    return made;
  }

  function draw(messages) {
    const ids = new Set(messages.map((message) => message.id));
    for (const [id, made] of bubbles) {
      if (!ids.has(id) && !made.classList.contains("dragoman-sending")) {
        made.remove();
        bubbles.delete(id);
      }
    }
    for (const message of messages) {
      const known = bubbles.get(message.id);
      known?.classList.remove("dragoman-sending");
      if (known) continue;
      const made = bubble(message);
      bubbles.set(message.id, made);
      log.insertBefore(made, log.querySelector(".dragoman-sending"));
    }
    log.scrollTop = log.scrollHeight;
  }

  async function read() {
    if (!kept() || reading) return;
    reading = true;
    try {
      const answer = await withPass("read", { seen });
      if (!answer) return;
      seen = answer.version;
      draw(answer.messages);
    } finally {
      reading = false;
    }
  }

  async function write(text) {
    unsent = unsent?.text === text ? unsent : { text, key: newKey() };
    const answer = await withPass("write", { ...unsent, locale: root.lang || null });
    unsent = null;
    if (!bubbles.has(answer.id)) {
      const made = bubble({ mine: true, text });
      made.classList.add("dragoman-sending");
      bubbles.set(answer.id, made);
      log.append(made);
      log.scrollTop = log.scrollHeight;
    }
  }

  function show(open) {
    panel.hidden = !open;
    opener.hidden = open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) {
      field.focus();
      read().catch(() => say(texts.failed));
    } else {
      opener.focus();
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value;
    if (!text.trim()) return;
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await write(text);
      field.value = "";
      say("");
    } catch (error) {
      say(error.status === 429 ? texts.wait : texts.failed);
    }
    button.disabled = false;
    field.focus();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show(false);
  });
  opener.addEventListener("click", () => show(true));
  find(".dragoman-close").addEventListener("click", () => show(false));
  setInterval(() => {
    if (!panel.hidden && !document.hidden) read().catch(() => {});
  }, POLL_MILLISECONDS);
  root.style.setProperty("--dragoman-accent", texts.accent);
  root.hidden = false;
})();
