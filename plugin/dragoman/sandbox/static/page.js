/* The live page: asks the server what is new, and shows it on both sides. No message becomes markup. */

import * as api from "./api.js";
import { drawDesk, drawInbox, drawThreadHead } from "./desk.js";
import { drawShop } from "./shop.js";

const POLL_MILLISECONDS = 500;
const HIDDEN_MILLISECONDS = 5000;

const byId = (id) => document.getElementById(id);
let conversation = decodeURIComponent(location.hash.slice(1)) || null;
let isNew = false;
let timer = 0;

function show(id) {
  conversation = id;
  history.replaceState(null, "", id ? `#${encodeURIComponent(id)}` : location.pathname + location.search);
}

/* Of several requests at a time only the latest is drawn: an older answer would show less. */
let turn = 0;
async function refresh() {
  clearTimeout(timer);
  const mine = ++turn;
  try {
    const state = await api.state(conversation);
    if (mine === turn) draw(state);
    byId("trouble").hidden = true;
  } catch {
    byId("trouble").hidden = false;
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, document.hidden ? HIDDEN_MILLISECONDS : POLL_MILLISECONDS);
}

function draw({ conversations, messages }) {
  const current = conversations.find((one) => one.id === conversation);
  if (!current && conversations.length > 0 && !isNew) {
    show(conversations[0].id);
    refresh();
    return;
  }
  if (!current && conversation) show(null);
  drawInbox(conversations, conversation, (id) => {
    isNew = false;
    show(id);
    refresh();
  });
  drawThreadHead(current, drawDesk(messages, (message) => act(api.deliverAgain(conversation, message), "desk")));
  markUnread(drawShop(messages), messages.length);
}

/* On a narrow screen only one side shows: a dot says that something happened on the other. */
const seen = { shop: 0, desk: 0 };
function markUnread(inShop, inDesk) {
  for (const [side, count] of [["shop", inShop], ["desk", inDesk]]) {
    const isShown = document.body.dataset.side === side;
    if (isShown || count < seen[side]) seen[side] = count;
    document.querySelector(`[data-show="${side}"] .unread`).hidden = count <= seen[side];
  }
}

async function act(request, side) {
  const error = byId(`${side}-error`);
  try {
    const result = await request;
    error.hidden = true;
    refresh();
    return result;
  } catch {
    error.hidden = false;
    return null;
  }
}

/* Take the text out of its field at once, and put it back if it could not be sent or is only previewed. */
async function send(side, post, keepText = false) {
  const field = byId(`${side}-text`);
  const text = field.value;
  if (!text.trim()) return field.focus();
  if (!keepText) field.value = "";
  field.focus();
  if (!(await act(post(text), side)) && !field.value) field.value = text;
}

/* Whoever writes twice in a hurry still opens one conversation. */
let opening = null;
async function writeAsShopper(text) {
  if (!conversation) {
    opening ??= api.openConversation().finally(() => (opening = null));
    show((await opening).id);
    isNew = false;
  }
  return api.write(conversation, "shopper", text);
}

const AS_AGENT = {
  translated: (text) => api.write(conversation, "agent", `! ${text}`, "internal note"),
  preview: (text) => api.write(conversation, "agent", `!? ${text}`, "internal note"),
  note: (text) => api.write(conversation, "agent", text, "internal note"),
  plain: (text) => api.write(conversation, "agent", text),
};

function sendAsAgent(way) {
  if (conversation) send("desk", AS_AGENT[way], way === "preview");
}

byId("shop-form").addEventListener("submit", (event) => {
  event.preventDefault();
  send("shop", writeAsShopper);
});

byId("desk-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sendAsAgent(event.submitter?.value || "translated");
});

for (const button of document.querySelectorAll("[data-command]")) {
  button.addEventListener("click", async () => {
    if (!conversation) return;
    await api.write(conversation, "agent", button.dataset.command, "internal note");
    refresh();
  });
}

byId("shop-text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send("shop", writeAsShopper);
});

byId("desk-text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  sendAsAgent("translated");
});

byId("new-conversation").addEventListener("click", () => {
  isNew = true;
  show(null);
  refresh();
  byId("shop-text").focus();
});

for (const example of document.querySelectorAll("[data-fill]")) {
  example.addEventListener("click", () => {
    const field = byId(example.dataset.fill);
    field.value = example.textContent;
    field.focus();
  });
}

for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    document.body.dataset.side = button.dataset.show;
    for (const one of document.querySelectorAll("[data-show]")) one.setAttribute("aria-pressed", one === button);
    for (const log of document.querySelectorAll(".log")) log.scrollTop = log.scrollHeight;
    refresh();
  });
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = document.documentElement.dataset;
theme.theme = localStorage.getItem("theme") || "";
byId("theme").addEventListener("click", () => {
  const isDark = theme.theme ? theme.theme === "dark" : dark.matches;
  theme.theme = isDark ? "light" : "dark";
  localStorage.setItem("theme", theme.theme);
});

document.addEventListener("visibilitychange", () => document.hidden || refresh());
refresh();
