/* A log of messages: each is drawn once, found again by its id, and the newest stays in sight. */

export const clock = (seconds, locale) =>
  new Date(seconds * 1000).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });

export function setTime(element, seconds, locale) {
  element.dateTime = new Date(seconds * 1000).toISOString();
  element.textContent = clock(seconds, locale);
}

const drawn = new WeakMap();

/* Bring a log in line with the messages: `make` draws a new one, `update` tells what changed of any. */
export function drawLog(log, messages, make, update = () => {}) {
  const known = drawn.get(log) || new Map();
  drawn.set(log, known);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const wanted = new Set(messages.map((message) => message.id));
  for (const [id, element] of known) {
    if (wanted.has(id)) continue;
    element.remove();
    known.delete(id);
  }
  let grew = false;
  messages.forEach((message, index) => {
    if (!known.has(message.id)) {
      known.set(message.id, log.appendChild(make(message)));
      grew = true;
    }
    update(known.get(message.id), message, index);
  });
  if (grew && atEnd) log.scrollTop = log.scrollHeight;
}
