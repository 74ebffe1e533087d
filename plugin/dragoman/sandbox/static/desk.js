/* The agent's side: everything, internal notes among it, and how far each message is. */

import { drawLog, setTime } from "./logs.js";
import { note } from "./notes.js";
import { isCommand, isPreview, progressOf, stateOf } from "./progress.js";

const byId = (id) => document.getElementById(id);
const locale = document.body.dataset.locale;
const initials = (name) => name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();

function kindOf(message) {
  if (isPreview(message)) return "preview";
  if (isCommand(message)) return "command";
  return message.public ? "public" : "note";
}

function article(message) {
  const made = byId("desk-message").content.firstElementChild.cloneNode(true);
  const kind = kindOf(message);
  made.classList.add(`by-${message.author}`, message.public ? "is-public" : "is-note");
  made.querySelector("strong").textContent = message.name;
  made.querySelector(".lock").toggleAttribute("hidden", message.public);
  const label = made.querySelector(".kind");
  label.textContent = message.author === "shopper" ? "" : label.dataset[kind];
  setTime(made.querySelector("time"), message.created_at, locale);
  const text = made.querySelector(".text");
  if (message.public || message.author !== "bot") text.textContent = message.text;
  else text.append(note(message.text));
  return made;
}

function setStatus(made, progress, onAgain) {
  const status = made.querySelector(".status");
  if (made.dataset.progress === progress) return;
  made.dataset.progress = progress;
  status.textContent = progress ? status.dataset[progress] : "";
  made.querySelector("footer").hidden = !progress;
  const again = made.querySelector(".again");
  again.hidden = progress !== "failed";
  again.onclick = onAgain;
}

/* Draw the thread and return the state of the conversation. */
export function drawDesk(messages, onAgain) {
  byId("desk-empty").hidden = messages.length > 0;
  const now = Date.now() / 1000;
  const progress = messages.map((_, index) => progressOf(messages, index, now));
  drawLog(byId("desk-log"), messages, article, (made, message, index) =>
    setStatus(made, progress[index], () => onAgain(message.id)),
  );
  return stateOf(progress);
}

export function drawThreadHead(conversation, state) {
  document.querySelector(".thread").classList.toggle("is-empty", !conversation);
  const name = byId("thread-name");
  name.textContent = conversation ? conversation.name : name.dataset.none;
  byId("thread-id").textContent = conversation ? `#${conversation.id}` : "";
  if (!conversation) return;
  byId("thread-avatar").textContent = initials(conversation.name);
  setLanguage(byId("thread-language"), conversation, conversation.language_name);
  const badge = byId("thread-state");
  if (badge.dataset.state === state) return;
  badge.dataset.state = state;
  badge.textContent = badge.dataset[state];
}

function setLanguage(badge, conversation, text) {
  badge.hidden = !conversation.language;
  badge.textContent = text || "";
  badge.title = conversation.language_name || "";
}

/* Entries are kept and only moved: who is about to click one, or has the focus on it, does not lose it. */
const entries = new Map();
export function drawInbox(conversations, current, onOpen) {
  const list = byId("inbox");
  byId("inbox-count").textContent = conversations.length;
  conversations.forEach((conversation, index) => {
    const made = entries.get(conversation.id) || entry(conversation, onOpen);
    entries.set(conversation.id, made);
    update(made, conversation, conversation.id === current);
    if (list.children[index] !== made) list.insertBefore(made, list.children[index] || null);
  });
  while (list.children.length > conversations.length) list.lastChild.remove();
}

function entry(conversation, onOpen) {
  const made = byId("inbox-entry").content.firstElementChild.cloneNode(true);
  made.querySelector("button").addEventListener("click", () => onOpen(conversation.id));
  made.querySelector(".avatar").textContent = initials(conversation.name);
  made.querySelector("strong").textContent = conversation.name;
  return made;
}

function update(made, conversation, isCurrent) {
  const content = JSON.stringify([conversation, isCurrent]);
  if (made.dataset.content === content) return;
  made.dataset.content = content;
  made.querySelector("button").setAttribute("aria-current", isCurrent);
  made.querySelector(".last").textContent = conversation.last;
  setTime(made.querySelector("time"), conversation.updated_at, locale);
  setLanguage(made.querySelector(".badge"), conversation, conversation.language);
}
