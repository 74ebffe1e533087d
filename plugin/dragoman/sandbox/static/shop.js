/* The shopper's side: what is public, and nothing else. */

import { drawLog, setTime } from "./logs.js";

const log = document.getElementById("shop-log");
const template = document.getElementById("shop-message");
const locale = document.getElementById("shop").lang;

function bubble(message) {
  const made = template.content.firstElementChild.cloneNode(true);
  made.classList.add(message.author === "shopper" ? "mine" : "theirs");
  made.querySelector(".text").textContent = message.text;
  made.querySelector(".by").hidden = message.author !== "bot";
  setTime(made.querySelector("time"), message.created_at, locale);
  return made;
}

/* Draw the shopper's side and return how many messages it shows. */
export function drawShop(messages) {
  const visible = messages.filter((message) => message.public);
  drawLog(log, visible, bubble);
  return visible.length;
}
