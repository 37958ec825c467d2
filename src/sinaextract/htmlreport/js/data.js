// Unpacks the data that stands in the file: JSON, zlib-packed, as Base64.

const BODIES_IN_ONE_ELEMENT = 64; // as document.py writes them

async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

function dataElement(name) {
  return document.getElementById(name)?.textContent;
}

async function readSummary() {
  return unpack(dataElement("summary"));
}

/** The rows of the table, in input order. */
async function readPages() {
  const chunks = [];
  for (let number = 0, text; (text = dataElement(`rows-${number}`)); number++) chunks.push(unpack(text));
  return (await Promise.all(chunks)).flat().map(asPage);
}

function asPage([name, outcome, reason, facts], number) {
  const [title, date, source, symbols, family, warnings, present, rules] = facts ?? ["", "", "", [], "", [], 0, []];
  return { number, name, outcome, reason, title, date, source, symbols, family, warnings, present, rules, known: !!facts };
}

/** Fields, blocks and removals of one page. Waits for the file to have been read that far. */
async function readBody(page) {
  const element = `bodies-${Math.floor(page.number / BODIES_IN_ONE_ELEMENT)}`;
  if (document.readyState === "loading") {
    await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  return unpack(dataElement(element).split("\n")[page.number % BODIES_IN_ONE_ELEMENT]);
}

/** What search looks in, made at the first search. */
function searchText(page) {
  page.searched ??= [page.title, page.source, ...page.symbols.flat(), page.date, page.name, page.reason]
    .join("\n")
    .normalize("NFKC")
    .toLowerCase();
  return page.searched;
}
