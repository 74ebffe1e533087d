/* The page's few requests. The server answers the same origin only, in JSON. */

const page = document.body.dataset;

async function ask(path, options = {}) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

function post(path, content) {
  return ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
  });
}

const messagesOf = (conversation) => `/page/conversations/${encodeURIComponent(conversation)}/messages`;

export function state(conversation) {
  const query = new URLSearchParams({ locale: page.locale });
  if (conversation) query.set("conversation", conversation);
  return ask(`/page/state?${query}`);
}

export const openConversation = () => post("/page/conversations", { language: page.shopper });

export const write = (conversation, author, text, visibility = "public reply") =>
  post(messagesOf(conversation), { author, text, visibility });

export const deliverAgain = (conversation, message) =>
  post(`${messagesOf(conversation)}/${encodeURIComponent(message)}/deliver`, {});
