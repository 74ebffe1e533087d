/* Beside a helpdesk that no program can enter: paste a message, read it; write an answer, copy it. */

import { call } from "./session.js";
import { byId, element, guarded, texts, whoUses } from "./frame.js";

const lights = { green: "🟢", amber: "🟡", red: "🔴" };

function hideAnswer() {
  byId("translation").hidden = byId("copy").hidden = true;
  byId("translation").value = "";
  byId("copy").textContent = texts.copy;
  byId("shown").replaceChildren();
}

async function read() {
  const said = byId("said").value;
  const asked = { text: byId("theirs").value, ...(said && { language: said }) };
  const found = await call("POST", "/assist/read", asked);
  const parts = [element("p", "hint", `${found.language_name} · ${Math.floor(found.confidence * 100)} % ${lights[found.light] ?? ""}`)];
  if (found.translation) parts.push(element("p", "text", found.translation));
  else if (!found.remarks.length) parts.push(element("p", "hint", texts.same));
  for (const remark of found.remarks) parts.push(element("p", "warning", `⚠ ${remark}`));
  byId("read").replaceChildren(...parts);
  if (found.language !== "und") byId("language").value = found.language;
  hideAnswer();
}

async function answer() {
  hideAnswer();
  const asked = { text: byId("text").value, language: byId("language").value };
  const result = await call("POST", "/assist/answer", asked);
  const parts = [];
  if (result.back_translation) parts.push(element("p", "text", `${texts.back}: ${result.back_translation}`));
  for (const hold of result.holds) parts.push(element("p", "alarm", `${texts.unsafe}: ${hold}`));
  for (const warning of result.warnings) parts.push(element("p", "warning", `⚠ ${warning.text}`));
  byId("shown").replaceChildren(...parts);
  if (result.translation === null) return;
  byId("translation").value = result.translation;
  byId("translation").lang = result.language;
  byId("translation").hidden = byId("copy").hidden = false;
}

async function copy() {
  const shown = byId("translation");
  shown.focus();
  shown.select();
  // Pages without https have no clipboard of their own.
  if (navigator.clipboard) await navigator.clipboard.writeText(shown.value).catch(() => document.execCommand("copy"));
  else document.execCommand("copy");
  byId("copy").textContent = texts.copied;
}

for (const [form, work] of [["reading", read], ["answering", answer]]) {
  byId(form).addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = byId(form).querySelector("button");
    button.disabled = true;
    await guarded(work);
    button.disabled = false;
  });
}
for (const id of ["text", "language"]) byId(id).addEventListener("input", hideAnswer);
byId("copy").addEventListener("click", copy);
whoUses({
  entered: () => byId("theirs").focus(),
  left() {
    hideAnswer();
    byId("read").replaceChildren();
    for (const id of ["theirs", "said", "text", "language"]) byId(id).value = "";
  },
});
