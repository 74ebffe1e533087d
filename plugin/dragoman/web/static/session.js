/* Who uses the page, for as long as its tab is open; and requests to the API in their name. */

const KEPT = "dragoman-session";

export class Refused extends Error {}

class Failed extends Error {
  constructor(detail) {
    super(detail);
    this.detail = detail;
  }
}

export const session = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
export const login = (store, token) => sessionStorage.setItem(KEPT, JSON.stringify({ store, token }));
export const logout = () => sessionStorage.removeItem(KEPT);

/* A key that stands for one answer; pages without https have no randomUUID. */
export function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function call(method, path, content, headers = {}) {
  const { store, token } = session();
  const answer = await fetch(`/api/v1/stores/${encodeURIComponent(store)}${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, ...(content && { "Content-Type": "application/json" }), ...headers },
    body: content && JSON.stringify(content),
  });
  if (answer.status === 401 || answer.status === 403) throw new Refused();
  const read = await answer.json();
  if (!answer.ok) throw new Failed(read.detail);
  return read;
}
