/* What the agents' pages share: logging in and out, and saying what went wrong. */

import { login, logout, Refused, session } from "./session.js";

export const byId = (id) => document.getElementById(id);
export const texts = byId("texts").dataset;
let page;

export function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function trouble(text) {
  byId("trouble").textContent = text;
  byId("trouble").hidden = !text;
}

export async function guarded(work) {
  try {
    await work();
    trouble("");
  } catch (error) {
    if (error instanceof Refused) leave(texts.refused);
    else trouble(error.detail || texts.unreachable);
  }
}

function enter() {
  byId("login").hidden = true;
  byId("desk").hidden = byId("leave").hidden = false;
  byId("whose").textContent = session().store;
  page.entered();
}

function leave(reason) {
  logout();
  byId("login").hidden = false;
  byId("desk").hidden = byId("leave").hidden = true;
  byId("whose").textContent = "";
  page.left();
  trouble(reason);
}

/* Begin: ``entered`` is called when somebody is logged in, ``left`` when nobody is any more. */
export function whoUses(described) {
  page = described;
  byId("login").addEventListener("submit", (event) => {
    event.preventDefault();
    login(byId("store").value.trim(), byId("token").value.trim());
    byId("token").value = "";
    enter();
  });
  byId("leave").addEventListener("click", () => leave(""));
  if (session()) enter();
  else leave("");
}
