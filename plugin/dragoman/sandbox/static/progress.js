/* How far each message is, read off the conversation: its webhook, and what was written after it. */

/* A message in the agents' own language gets no note: nobody waits longer than this for one. */
const READING_SECONDS = 8;
const TRANSLATING_SECONDS = 120;

export const isPreview = (message) => isNoteOfAgent(message) && /^!(\?\s|draft\s*$)/.test(message.text);
export const isCommand = (message) => isNoteOfAgent(message) && /^!(\??\s|draft(\s+send)?\s*$)/.test(message.text);

const isNoteOfAgent = (message) => message.author === "agent" && !message.public;
const asksDragoman = (message) => message.author === "shopper" || isCommand(message);

/* "waiting", "failed", "reading", "translating", "sent", "held", or "" when there is nothing to say. */
export function progressOf(messages, index, now) {
  const message = messages[index];
  if (!asksDragoman(message) || message.delivery === "none") return "";
  if (message.delivery !== "delivered") return message.delivery;
  const later = messages.slice(index + 1);
  const end = later.findIndex(asksDragoman);
  const answers = (end < 0 ? later : later.slice(0, end)).filter((one) => one.author === "bot");
  const age = now - message.created_at;
  if (answers.length === 0) {
    if (end >= 0) return "";
    if (isCommand(message)) return age < TRANSLATING_SECONDS ? "translating" : "";
    return age < READING_SECONDS ? "reading" : "";
  }
  if (!isCommand(message) || isPreview(message)) return "";
  return answers.some((one) => one.public) ? "sent" : "held";
}

/* The state of a whole conversation, from those of its messages: what needs a person comes first. */
export function stateOf(progress) {
  if (progress.includes("failed")) return "failed";
  if (progress.some((one) => ["waiting", "reading", "translating"].includes(one))) return "busy";
  return progress.filter((one) => one === "sent" || one === "held").at(-1) === "held" ? "held" : "idle";
}
