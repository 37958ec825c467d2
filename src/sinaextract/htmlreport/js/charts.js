// Counts as charts. Bars stand in tables; the columns by month have a table beside them.

const OUTCOMES = ["written", "skipped", "refused", "failed"];
const CHART_HEIGHT = 150;
const GUTTER = 44; // for the numbers beside the columns
const LONGEST_AXIS = 600; // months; with more, a wrong date is likely and empty months are left out

function outcomeChart(summary, show) {
  const counts = OUTCOMES.map((outcome) => summary.outcomes[outcome] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let left = 0;
  const parts = OUTCOMES.map((outcome, index) => {
    const width = total ? (1000 * counts[index]) / total : 0;
    const part = svg("rect", { class: outcome, x: left, width: Math.max(width - (width > 4 ? 2 : 0), 0), height: 10 });
    left += width;
    return part;
  });
  const figures = OUTCOMES.map((outcome, index) => {
    const name = element("button", { type: "button", class: "name", click: () => show("outcome", outcome) }, word(outcome));
    return element(
      "div",
      { class: `figure ${outcome}` },
      element("dt", {}, name, element("span", { class: "quiet" }, word(`${outcome}_means`))),
      element("dd", {}, number(counts[index]), element("span", { class: "quiet" }, ` ${percent(counts[index], total)}`)),
    );
  });
  const bar = svg("svg", { class: "stack", viewBox: "0 0 1000 10", preserveAspectRatio: "none", "aria-hidden": "true" }, parts);
  return [bar, element("dl", { class: "figures" }, figures)];
}

/**
 * A table whose rows have a bar each. `rows` are { label, note, value, further }; `headings` name label, value and
 * further; `pick` is called with a row whose label is clicked.
 */
function barTable(headings, rows, whole, pick) {
  const longest = whole ?? Math.max(...rows.map((row) => row.value));
  const head = element("tr", {}, headings.map((heading, index) => element("th", { scope: "col", class: index ? "count" : undefined }, heading)));
  head.children[0].after(element("td", { class: "bar" }));
  const body = rows.map((row) => {
    const share = longest ? (100 * row.value) / longest : 0;
    const bar = svg("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none" }, svg("rect", { class: "track", width: 100, height: 8 }), svg("rect", { width: share, height: 8 }));
    const label = pick ? element("button", { type: "button", class: "name", click: () => pick(row) }, row.label) : row.label;
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, label, row.note ? element("span", { class: "quiet" }, row.note) : ""),
      element("td", { class: "bar", "aria-hidden": "true" }, bar),
      element("td", { class: "count" }, number(row.value)),
      row.further === undefined ? "" : element("td", { class: "count quiet" }, row.further),
    );
  });
  return element("table", { class: "bars" }, element("thead", {}, head), element("tbody", {}, body));
}

/** Columns by month, drawn for the width there is. */
function monthChart(months, width, pick) {
  const axis = withEmptyMonths(months);
  const most = Math.max(...axis.map(([, count]) => count));
  const peak = axis.find(([, count]) => count === most)[0];
  const step = (width - GUTTER) / axis.length;
  const description = word("months_chart", { first: axis[0][0], last: axis.at(-1)[0], peak, most: number(most) });
  const chart = svg("svg", { class: "months", width, height: CHART_HEIGHT + 24, role: "img", "aria-label": description });
  for (const part of [0.5, 1]) {
    const y = CHART_HEIGHT - (CHART_HEIGHT - 14) * part;
    chart.append(svg("line", { x1: GUTTER, x2: width, y1: y, y2: y }), svg("text", { class: "count", x: GUTTER - 8, y: y + 4 }, number(Math.round(most * part))));
  }
  let labelled = -Infinity;
  axis.forEach(([month, count], index) => {
    const height = most ? ((CHART_HEIGHT - 14) * count) / most : 0;
    const x = GUTTER + index * step;
    const column = svg("rect", { x, y: CHART_HEIGHT - height, width: Math.max(step - (step > 3 ? 1 : 0), 0.5), height, rx: step > 6 ? 1.5 : 0 });
    const target = svg("rect", { class: "target", x, y: 0, width: step, height: CHART_HEIGHT, click: () => pick(month) });
    chart.append(svg("g", {}, svg("title", {}, `${month}: ${number(count)}`), column, target));
    if ((month.endsWith("-01") || axis.length < 14 || index === 0) && x - labelled > 44 && x < width - 36) {
      chart.append(svg("text", { x, y: CHART_HEIGHT + 18 }, axis.length < 14 ? month : month.slice(0, 4)));
      labelled = x;
    }
  });
  chart.append(svg("line", { class: "base", x1: GUTTER, x2: width, y1: CHART_HEIGHT, y2: CHART_HEIGHT }));
  return chart;
}

function withEmptyMonths(months) {
  const index = ([month]) => 12 * Number(month.slice(0, 4)) + Number(month.slice(5)) - 1;
  const first = index(months[0]);
  const length = index(months.at(-1)) - first + 1;
  if (length > LONGEST_AXIS) return months;
  const counts = new Map(months);
  return Array.from({ length }, (_, offset) => {
    const place = first + offset;
    const month = `${String(Math.floor(place / 12)).padStart(4, "0")}-${String((place % 12) + 1).padStart(2, "0")}`;
    return [month, counts.get(month) ?? 0];
  });
}
