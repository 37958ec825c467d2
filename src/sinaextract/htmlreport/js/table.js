// The table of all pages: search, filters, order, and one screen of rows at a time.

const ROWS_SHOWN = 50;
const COLUMNS = [
  { name: "title", order: (page) => page.title || page.name },
  { name: "date", order: (page) => page.date },
  { name: "source", order: (page) => page.source },
  { name: "symbols", order: (page) => page.symbols[0]?.[0] ?? "" },
  { name: "warnings", order: (page) => page.warnings.length },
  { name: "outcome", order: (page) => OUTCOMES.indexOf(page.outcome) },
];
const FILTERS = {
  outcome: (page, value) => page.outcome === value,
  family: (page, value) => page.outcome === "written" && page.family === value,
  rule: (page, value) => page.outcome === "written" && page.rules.includes(value),
  lacks: (page, value) => page.outcome === "written" && page.known && !((page.present >> Number(value)) & 1),
  warning: (page, value) => page.outcome === "written" && page.warnings.includes(value),
};
const view = { sort: null, descending: false, screen: 0, found: [] };

/** Fill the filters' choices; what was chosen stays chosen. */
function showFilters(summary) {
  choices("outcome", OUTCOMES.map((outcome) => [outcome, word(outcome), summary.outcomes[outcome] ?? 0]).filter(([, , count]) => count));
  choices("family", summary.families.map(([family, count]) => [family, family, count]));
  choices("rule", summary.rules.map(([rule, count]) => [rule, rule, count]));
  const lacking = summary.fields.map(([field, count], bit) => [String(bit), fieldName(field), summary.known - count]);
  choices("lacks", lacking.filter(([, , count]) => count), "nothing");
  choices("warning", summary.warnings.map(([warning, count]) => [warning, message(warning), count]));
}

function choices(name, options, none = "any") {
  const select = byId(`filter-${name}`);
  const chosen = select.value;
  const texts = options.map(([value, label, count]) => element("option", { value }, `${label} (${number(count)})`));
  select.replaceChildren(element("option", { value: "" }, word(none)), ...texts);
  select.value = chosen;
  select.closest("label").hidden = !options.length;
}

/** Search and filter anew, from the first screen. */
function findPages(pages) {
  const terms = byId("search").value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  const active = Object.entries(FILTERS)
    .map(([name, holds]) => [byId(`filter-${name}`).value, holds])
    .filter(([value]) => value);
  view.found = pages.filter(
    (page) => active.every(([value, holds]) => holds(page, value)) && terms.every((term) => searchText(page).includes(term)),
  );
  sortFound();
  view.screen = 0;
}

function sortFound() {
  const column = COLUMNS.find(({ name }) => name === view.sort);
  if (!column) return;
  const collator = new Intl.Collator(language === "zh" ? "zh-CN" : "en", { numeric: true });
  const keyed = view.found.map((page) => [column.order(page), page]);
  const compare = (a, b) => (typeof a === "number" ? a - b : a && b ? collator.compare(a, b) : 0);
  const sign = view.descending ? -1 : 1;
  // Pages without a value come last either way; equal ones stay in input order.
  keyed.sort(([a, first], [b, second]) => (a === "") - (b === "") || sign * compare(a, b) || first.number - second.number);
  view.found = keyed.map(([, page]) => page);
}

/** Show the screen of rows that is due; `go` is called when order or screen change. */
function showTable(pages, go) {
  byId("count").textContent = word("count", { shown: number(view.found.length), all: number(pages.length) });
  const start = view.screen * ROWS_SHOWN;
  const rows = view.found.slice(start, start + ROWS_SHOWN).map(tableRow);
  const head = element("tr", {}, COLUMNS.map(({ name }) => columnHead(name, go)));
  const table = element("table", { class: "pages" }, element("caption", { class: "hidden" }, word("all_pages")), element("thead", {}, head), element("tbody", {}, rows));
  byId("table").removeAttribute("aria-busy");
  byId("table").replaceChildren(rows.length ? table : element("p", { class: "empty" }, word("none_found")));
  showPager(go);
}

function columnHead(name, go) {
  const order = view.sort !== name ? "none" : view.descending ? "descending" : "ascending";
  const button = element("button", { type: "button", id: `sort-${name}`, click: () => go(() => sortBy(name), `sort-${name}`) }, word(name));
  return element("th", { scope: "col", class: name, "aria-sort": order }, button);
}

/** Ascending, descending, input order. */
function sortBy(name) {
  if (view.sort !== name) Object.assign(view, { sort: name, descending: false });
  else if (!view.descending) view.descending = true;
  else view.sort = null;
}

function tableRow(page) {
  const warnings = page.warnings.map((warning) => element("span", { class: "warning" }, message(warning)));
  const name = [page.title, element("span", { class: "file" }, page.name)];
  const reason = page.reason ? element("span", { class: "quiet" }, message(page.reason)) : "";
  return element(
    "tr",
    {},
    element("th", { scope: "row", class: "title" }, element("a", { href: `#page-${page.number}` }, name), reason),
    element("td", { class: "date" }, page.date.slice(0, 16).replace("T", " ")),
    element("td", { class: "source" }, page.source),
    element("td", { class: "symbols" }, symbolList(page.symbols.slice(0, 4)), page.symbols.length > 4 ? `+${page.symbols.length - 4}` : ""),
    element("td", { class: "warnings" }, warnings),
    element("td", { class: "outcome" }, element("span", { class: `state ${page.outcome}` }, word(page.outcome))),
  );
}

function showPager(go) {
  const last = Math.max(Math.ceil(view.found.length / ROWS_SHOWN) - 1, 0);
  const button = (name, screen, possible) =>
    element("button", { type: "button", id: `pager-${name}`, disabled: possible ? undefined : "", click: () => go(() => (view.screen = screen), `pager-${name}`) }, word(name));
  const place = element("span", { role: "status" }, word("page_of", { page: number(view.screen + 1), pages: number(last + 1) }));
  const before = view.screen > 0;
  const after = view.screen < last;
  byId("pager").hidden = !last;
  byId("pager").replaceChildren(
    button("first", 0, before),
    button("previous", view.screen - 1, before),
    place,
    button("next", view.screen + 1, after),
    button("last", last, after),
  );
}
