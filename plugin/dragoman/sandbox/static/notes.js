/* Typesetting of plain text, as mail programs do it: a first line by itself is a heading, lines that begin
   with ">" are a quotation, lines that begin with "⚠" an alarm. Every character is put in as text. */

function element(name, className, text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function heading(line) {
  const made = element("p", "note-head");
  line.split(" · ").forEach((part, index) => {
    if (index) made.append(element("span", "unseen", " · "));
    made.append(element("span", "note-part", part));
  });
  return made;
}

function kindOf(line) {
  if (/^>( |$)/.test(line)) return "quote";
  return line.startsWith("⚠ ") ? "alarm" : "plain";
}

/* Lines in a row that are of one kind, as [kind, lines]. */
function runs(lines) {
  const found = [];
  for (const line of lines) {
    const kind = kindOf(line);
    if (found.at(-1)?.[0] === kind && kind !== "alarm") found.at(-1)[1].push(line);
    else found.push([kind, [line]]);
  }
  return found;
}

function typeset(kind, lines) {
  if (kind === "quote") return element("blockquote", "", lines.map((line) => line.replace(/^> ?/, "")).join("\n"));
  return element("p", kind === "alarm" ? "alarm" : "", lines.join("\n"));
}

export function note(text) {
  const made = document.createDocumentFragment();
  const [first, ...rest] = text.split("\n\n");
  const isHeading = rest.length > 0 && !first.includes("\n") && kindOf(first) === "plain";
  if (isHeading) made.append(heading(first));
  for (const block of isHeading ? rest : [first, ...rest]) {
    for (const [kind, lines] of runs(block.split("\n"))) made.append(typeset(kind, lines));
  }
  return made;
}
