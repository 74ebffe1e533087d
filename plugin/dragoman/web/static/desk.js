/* The agents' page. Texts of people are only ever put into text nodes. */

import { byId, element, guarded, texts, whoUses } from "./frame.js";
import { call, key, session } from "./session.js";

const POLL_MILLISECONDS = 3000;
let open = null;
let drawn = "";

function entry(conversation) {
  const button = element("button", "entry");
  button.type = "button";
  if (conversation.id === open) button.setAttribute("aria-current", "true");
  button.append(
    element("span", "name", `${conversation.connection} · ${conversation.remote_id.slice(0, 8)}`),
    element("span", "language", conversation.language ?? texts.unknown),
    element("time", "", new Date(conversation.updated_at * 1000).toLocaleString()),
  );
  button.addEventListener("click", () => choose(conversation.id));
  return button;
}

function bubble(message) {
  const inbound = message.direction === "inbound";
  const made = element("article", inbound ? "message shopper" : "message agent");
  made.append(element("h3", "", inbound ? texts.shopper : texts.agent));
  const original = element("p", "text", message.original);
  original.lang = message.source_language;
  made.append(original);
  if (!inbound && message.translation) {
    const translation = element("p", "text translation", message.translation);
    translation.lang = message.target_language;
    made.append(translation);
  }
  for (const hold of message.report.holds ?? []) made.append(element("p", "alarm", `${texts.held}: ${hold.text}`));
  return made;
}

function note(one) {
  const made = element("article", "message note");
  made.append(element("h3", "", texts.note), element("p", "text", one.text));
  return made;
}

function drawThread(conversation) {
  const now = JSON.stringify([conversation.messages, conversation.notes]);
  if (now === drawn) return;
  drawn = now;
  const all = [
    ...conversation.messages.map((one) => ({ at: one.created_at, made: bubble(one) })),
    ...conversation.notes.map((one) => ({ at: one.written_at, made: note(one) })),
  ];
  all.sort((one, other) => one.at - other.at);
  const log = byId("log");
  log.replaceChildren(...all.map((one) => one.made));
  log.scrollTop = log.scrollHeight;
}

async function refresh() {
  const { conversations } = await call("GET", "/conversations?limit=50");
  const focused = [...byId("list").children].indexOf(document.activeElement);
  byId("list").replaceChildren(...conversations.map(entry));
  byId("list").children[focused]?.focus();
  if (open) drawThread(await call("GET", `/conversations/${encodeURIComponent(open)}`));
}

async function choose(id) {
  open = id;
  drawn = "";
  byId("choose").hidden = true;
  byId("reply").hidden = byId("facts").hidden = false;
  byId("shown").replaceChildren();
  byId("found").replaceChildren();
  await guarded(refresh);
}

function show(result) {
  const parts = [];
  if (result.translation) parts.push(element("p", "text translation", result.translation));
  if (result.back_translation) parts.push(element("p", "text", `${texts.back}: ${result.back_translation}`));
  for (const hold of result.holds) parts.push(element("p", "alarm", `${texts.held}: ${hold}`));
  for (const warning of result.warnings) parts.push(element("p", "warning", warning.text));
  if (result.state === "sent") parts.unshift(element("p", "good", texts.sent));
  if (result.state === "queued") parts.unshift(element("p", "good", texts.queued));
  byId("shown").replaceChildren(...parts);
}

async function answer(mode) {
  const text = byId("text").value;
  if (!text.trim() || !open) return;
  const headers = mode === "send" ? { "Idempotency-Key": key() } : {};
  const result = await call("POST", `/conversations/${encodeURIComponent(open)}/reply`, { text, mode }, headers);
  show(result);
  if (mode === "send" && result.state !== "held") byId("text").value = "";
  if (mode === "send") await refresh();
}

function cited(piece) {
  const made = element("li", "");
  if (!/^https?:/.test(piece.link ?? "")) {
    made.textContent = piece.title;
    return made;
  }
  const link = element("a", "", piece.title);
  link.href = piece.link;
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  made.append(link);
  return made;
}

function showDraft(draft) {
  const parts = [];
  if (draft.withheld) parts.push(element("p", "alarm", `${texts.withheld}: ${draft.why}`));
  if (draft.leaves_machine) parts.push(element("p", "warning", texts.left));
  if (draft.translation) parts.push(element("p", "text translation", draft.translation.text));
  if (draft.evidence.length) {
    const list = element("ul", "");
    list.append(...draft.evidence.map(cited));
    parts.push(element("p", "hint", texts.cites), list);
  }
  for (const removed of draft.removed) parts.push(element("p", "warning", `${removed.text} ${removed.why}`));
  byId("shown").replaceChildren(...parts);
}

/* The draft is put where the answer is written: it is the agent's from there on. */
async function draft() {
  if (!open) return;
  const drafted = await call("POST", `/conversations/${encodeURIComponent(open)}/draft`);
  showDraft(drafted);
  if (drafted.text) byId("text").value = drafted.text;
}

function facts(order) {
  const lines = [
    `${order.name} · ${order.total} · ${order.payment ?? ""} · ${order.fulfilment ?? ""} · ${order.locale ?? ""}`,
    ...order.lines,
    ...order.tracking,
  ];
  return element("p", "text", lines.join("\n"));
}

async function lookUp(method, path, content) {
  byId("found").replaceChildren();
  const found = await call(method, `/conversations/${encodeURIComponent(open)}/${path}`, content);
  const language = found.orders ? [element("p", "hint", found.locale ?? texts.unknown)] : [];
  byId("found").replaceChildren(...language, ...(found.orders ?? [found]).map(facts));
}

async function alone(work) {
  const buttons = [...byId("reply").querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  await guarded(work);
  for (const button of buttons) button.disabled = false;
}

byId("reply").addEventListener("submit", (event) => {
  event.preventDefault();
  alone(() => answer(event.submitter?.value ?? "preview"));
});
byId("draft").addEventListener("click", () => alone(draft));
byId("customer").addEventListener("click", () => guarded(() => lookUp("GET", "shopper")));
byId("proof").addEventListener("submit", (event) => {
  event.preventDefault();
  guarded(() => lookUp("POST", "order", { order: byId("order").value, email: byId("email").value }));
});
setInterval(() => {
  if (session() && !document.hidden) guarded(refresh);
}, POLL_MILLISECONDS);
whoUses({
  entered: () => guarded(refresh),
  left() {
    open = null;
    byId("reply").hidden = byId("facts").hidden = true;
    for (const id of ["list", "log", "shown", "found"]) byId(id).replaceChildren();
    byId("text").value = byId("order").value = byId("email").value = "";
  },
});
