// One page: the kept article, and beside it what was removed, where it stood and why.

const INVISIBLE = /[\s\u200b-\u200f\u2060\ufeff]/;
const LONG = 280; // characters of a removed text that are shown at once

function articleView(page, body, reasons) {
  const marks = numbered(body.removed);
  const rows = body.blocks.flatMap((block, index) => {
    const here = marks.filter((mark) => mark.block === index);
    const inside = here.filter((mark) => mark.at > 0);
    const before = here.filter((mark) => mark.at === 0);
    const row = viewRow(blockElement(block, isText(block) ? inside : []), inside, reasons);
    return isText(block) ? [...before.map((mark) => removedRow(mark, reasons)), row] : [...here.map((mark) => removedRow(mark, reasons)), row];
  });
  rows.push(...marks.filter((mark) => mark.block !== null && mark.block >= body.blocks.length).map((mark) => removedRow(mark, reasons)));
  const unplaced = marks.filter((mark) => mark.block === null);
  if (unplaced.length) {
    rows.push(element("h3", { class: "unplaced" }, word("unplaced")), ...unplaced.map((mark) => removedRow(mark, reasons)));
  }
  const unseen = Object.entries(body.unseen);
  if (unseen.length) {
    const rules = unseen.map(([rule, count]) => `${rule} ${count}`).join(", ");
    rows.push(element("p", { class: "fine" }, word("unseen", { rules })));
  }
  for (const [title, url] of body.videos) {
    rows.push(viewRow(element("p", { class: "picture" }, `${word("video")} `, link(url, title || url)), [], reasons));
  }
  const headings = element(
    "div",
    { class: "row headings", "aria-hidden": "true" },
    element("div", { class: "kept" }, word("kept")),
    element("div", { class: "notes" }, word("removed_and_why")),
  );
  return [metadata(page, body.fields), element("div", { class: "rows" }, headings, rows.length ? rows : element("p", {}, word("no_text")))];
}

/** Removals in reading order. */
function numbered(removed) {
  const marks = removed.map(([rule, text, images, field, block, at]) => ({ rule, text, images, field, block, at }));
  marks.sort((a, b) => (a.block ?? Infinity) - (b.block ?? Infinity) || a.at - b.at);
  marks.forEach((mark, index) => (mark.number = index + 1));
  return marks;
}

function isText(block) {
  return block[0] === "p" || block[0] === "h";
}

function viewRow(kept, marks, reasons) {
  const notes = element("div", { class: "notes" }, marks.map((mark) => note(mark, reasons)));
  return element("div", { class: "row" }, element("div", { class: "kept" }, kept), notes);
}

/** A removal that stood between blocks. */
function removedRow(mark, reasons) {
  const content = [removedText(mark), pictureList(mark.images)];
  const kept = element("div", { class: "kept" }, mark.text || mark.images.length ? element("del", { class: "block" }, content) : element("div", { class: "cut" }));
  return element("div", { class: "row removal" }, kept, element("div", { class: "notes" }, note(mark, reasons)));
}

function removedText(mark) {
  const label = element("span", { class: "hidden" }, `${word("removed")}: `);
  if (mark.text.length <= LONG) return [label, mark.text];
  return [label, element("details", {}, element("summary", {}, `${mark.text.slice(0, LONG)}…`), mark.text.slice(LONG))];
}

function pictureList(images) {
  return images.map((url) => element("span", { class: "address" }, `${word("picture_at")} `, url));
}

function note(mark, reasons) {
  const further = mark.field ? ` (→ ${word("goes_to", { field: fieldName(mark.field) })})` : "";
  return element(
    "p",
    { class: "note" },
    element("b", { class: "mark" }, String(mark.number)),
    element("span", {}, element("code", {}, mark.rule), " ", ruleReason(mark.rule, reasons), further),
  );
}

function metadata(page, fields) {
  const all = Object.entries(fields).filter(([, value]) => value.length);
  const entries = all.map(([name, value]) => {
    const isAddress = name === "url" || name === "source_url";
    const text = Array.isArray(value) ? value.join(name === "channel" ? " › " : "、") : value;
    return entry(fieldName(name), isAddress ? link(text, text) : name.startsWith("date") ? text.replace("T", " ") : text);
  });
  const symbols = page.symbols.length ? entry(fieldName("symbols"), symbolList(page.symbols)) : "";
  return element("dl", { class: "metadata" }, entries, symbols, entry(word("file"), element("code", {}, page.name)));
}

function entry(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}

function symbolList(symbols) {
  return symbols.map(([ticker, name]) => element("span", { class: "symbol" }, name ? `${name} ` : "", element("code", {}, ticker)));
}

function blockElement(block, marks) {
  const [kind, ...rest] = block;
  if (kind === "h") return element(`h${Math.min(rest[0] + 1, 6)}`, {}, runNodes(rest[1], marks));
  if (kind === "f") return element("p", { class: "picture" }, `${word("picture_at")} `, rest[0] ? link(rest[0], rest[1] || rest[0]) : rest[1]);
  if (kind === "q") return element("blockquote", {}, rest[0].map((inner) => blockElement(inner, [])));
  if (kind === "t") return tableElement(rest[0]);
  if (kind === "l") {
    const [ordered, start, items] = rest;
    const list = items.map((item) => element("li", {}, item.map((inner) => blockElement(inner, []))));
    return element(ordered ? "ol" : "ul", ordered && start !== 1 ? { start } : {}, list);
  }
  return element("p", {}, runNodes(rest[0], marks));
}

function tableElement(rows) {
  const body = rows.map((row) => element("tr", {}, row.map((cell) => element("td", {}, runNodes(cell, [])))));
  return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": word("kept") }, element("table", {}, element("tbody", {}, body)));
}

/** Runs as nodes, with each removal set in after as many visible characters as stood before it. */
function runNodes(runs, marks) {
  const waiting = [...marks];
  const nodes = [];
  let seen = 0;
  for (const run of runs) {
    const [text, style, target] = Array.isArray(run) ? run : [run, "", ""];
    if (style === "picture") {
      nodes.push(element("span", { class: "picture" }, `${word("picture_at")} `, target ? link(target, text || target) : text));
      continue;
    }
    let open = "";
    const close = () => {
      if (open) nodes.push(styled(open, style, target));
      open = "";
    };
    for (const character of text) {
      while (waiting.length && waiting[0].at <= seen) {
        close();
        nodes.push(inlineRemoval(waiting.shift()));
      }
      open += character;
      if (!INVISIBLE.test(character)) seen += 1;
    }
    close();
  }
  return [...nodes, ...waiting.map(inlineRemoval)];
}

function styled(text, style, target) {
  if (text === "\n") return element("br");
  const node = style === "bold" ? element("strong", {}, text) : style === "struck" ? element("s", {}, text) : text;
  return target ? link(target, node) : node;
}

function inlineRemoval(mark) {
  const content = mark.text ? [removedText(mark)] : mark.images.length ? [word(mark.images.length > 1 ? "pictures" : "picture", { count: mark.images.length })] : [];
  return element("del", {}, content, element("sup", { class: "mark" }, String(mark.number)));
}
