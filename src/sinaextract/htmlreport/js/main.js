// Start, switches, and what happens when something is clicked.

let summary;
let pages;
let opened = null; // the page whose article is shown

async function start() {
  if (!("DecompressionStream" in window) || !CSS.supports("color", "light-dark(red, red)")) {
    document.querySelector("main").textContent =
      "这份报告需要较新的浏览器。This browser is too old for the report: Chrome 123, Firefox 120 or Safari 17.5 show it.";
    return;
  }
  summary = await readSummary();
  words = summary.words;
  setUpSwitches();
  setUpTable();
  setUpDialog();
  pages = await readPages();
  findPages(pages);
  showAll();
  openFromAddress();
  new ResizeObserver(showMonths).observe(byId("months"));
  document.documentElement.dataset.ready = "";
}

function setUpSwitches() {
  const chooseLanguage = (chosen) => {
    language = chosen in words ? chosen : "en";
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    byId("language").value = language;
  };
  const chooseTheme = (theme) => {
    document.documentElement.dataset.theme = theme;
    byId("theme").value = theme;
  };
  chooseLanguage(preferredLanguage());
  chooseTheme(remembered("theme") ?? "");
  byId("language").addEventListener("change", ({ target }) => {
    remember("language", target.value);
    chooseLanguage(target.value);
    sortFound();
    showAll();
  });
  byId("theme").addEventListener("change", ({ target }) => {
    remember("theme", target.value);
    chooseTheme(target.value);
  });
}

function showAll() {
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
  document.title = `${word("report")} · sinaextract`;
  const inputs = Object.values(summary.outcomes).reduce((sum, count) => sum + count, 0);
  const time = summary.time.slice(0, 16).replace("T", " ");
  const run = word("run", { time, inputs: number(inputs), seconds: number(summary.seconds), version: summary.version });
  const unchanged = summary.unchanged ? ` · ${word("unchanged", { count: number(summary.unchanged) })}` : "";
  byId("run").textContent = run + unchanged;
  byId("outcomes").replaceChildren(...outcomeChart(summary, showFiltered));
  byId("problem-list").replaceChildren(...problemList(pages));
  showCharts();
  showFilters(summary);
  showTable(pages, goInTable);
  if (opened) showArticle(opened);
}

function showCharts() {
  byId("charts").hidden = !summary.known;
  if (!summary.known) return;
  const { families, fields, rules, warnings, known } = summary;
  const charts = {
    families: barTable(
      [word("family"), word("articles"), word("share")],
      families.map(([label, value]) => ({ label, value, further: percent(value, known) })),
      undefined,
      ({ label }) => showFiltered("family", label),
    ),
    fields: barTable(
      [word("field"), word("articles"), word("share")],
      fields.map(([name, value]) => ({ label: fieldName(name), value, further: percent(value, known) })),
      known,
    ),
    rules: rules.length
      ? barTable(
          [word("rule"), word("articles"), word("removals")],
          rules.map(([label, value, removals]) => ({ label, value, note: ruleReason(label, summary.reasons), further: number(removals) })),
          undefined,
          ({ label }) => showFiltered("rule", label),
        )
      : element("p", { class: "fine" }, word("nothing_removed")),
    warnings: warnings.length
      ? barTable(
          [word("warning"), word("articles"), word("share")],
          warnings.map(([warning, value]) => ({ warning, label: message(warning), value, further: percent(value, known) })),
          known,
          ({ warning }) => showFiltered("warning", warning),
        )
      : element("p", { class: "fine" }, word("no_warnings")),
  };
  for (const [name, chart] of Object.entries(charts)) byId(name).replaceChildren(chart);
  showMonths();
}

function showMonths() {
  const dated = summary.months.filter(([month]) => month);
  const undated = summary.months.find(([month]) => !month)?.[1];
  const width = Math.floor(byId("months").clientWidth);
  if (String(width) + language === byId("months").dataset.drawn) return;
  byId("months").dataset.drawn = String(width) + language;
  const note = undated ? element("p", { class: "quiet" }, word("undated", { count: number(undated) })) : "";
  if (!dated.length) return byId("months").replaceChildren(note);
  const rows = dated.map(([label, value]) => ({ label, value }));
  const table = barTable([word("month"), word("articles")], rows, undefined, ({ label }) => showMonth(label));
  const asTable = element("details", {}, element("summary", {}, word("as_table")), element("div", { class: "tall" }, table));
  byId("months").replaceChildren(monthChart(dated, width, showMonth), note, asTable);
}

function setUpTable() {
  let waiting;
  const refresh = () => {
    findPages(pages);
    showTable(pages, goInTable);
  };
  byId("search").addEventListener("input", () => {
    byId("table").setAttribute("aria-busy", "true");
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 120);
  });
  byId("filters").addEventListener("change", ({ target }) => {
    if (target.matches("select")) refresh(); // the search box changes when a row is clicked: redrawn, it would be lost
  });
  byId("filters").addEventListener("reset", () => setTimeout(refresh));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
}

/** Change the view; the control that did it, drawn anew, keeps the focus. */
function goInTable(change, focused) {
  change();
  if (focused.startsWith("sort-")) {
    findPages(pages);
  }
  showTable(pages, goInTable);
  const control = byId(focused);
  if (control && !control.disabled) control.focus();
  else byId("pages").focus();
}

function showFiltered(filter, value) {
  byId("filters").reset();
  byId(`filter-${filter}`).value = value;
  showFound();
}

function showMonth(month) {
  byId("filters").reset();
  byId("search").value = month;
  showFound();
}

function showFound() {
  findPages(pages);
  showTable(pages, goInTable);
  byId("pages").focus();
  byId("pages").scrollIntoView();
}

function setUpDialog() {
  const dialog = byId("article");
  window.addEventListener("hashchange", openFromAddress);
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    opened = null;
    if (/^#page-/.test(location.hash)) history.replaceState(null, "", "#pages");
  });
  byId("show-removed").addEventListener("change", ({ target }) => dialog.classList.toggle("without-removed", !target.checked));
  for (const [name, step] of [["previous", -1], ["next", 1]]) {
    byId(name).addEventListener("click", () => {
      const page = view.found[view.found.indexOf(opened) + step];
      if (page) location.replace(`#page-${page.number}`);
    });
  }
}

function openFromAddress() {
  const page = pages[/^#page-(\d+)$/.exec(location.hash)?.[1]];
  const dialog = byId("article");
  if (!page) return dialog.close();
  if (!dialog.open) dialog.showModal();
  showArticle(page);
}

async function showArticle(page) {
  opened = page;
  const place = view.found.indexOf(page);
  byId("previous").textContent = word("previous");
  byId("next").textContent = word("next");
  byId("previous").disabled = place <= 0;
  byId("next").disabled = place < 0 || place + 1 >= view.found.length;
  const title = element("h2", { id: "article-title", tabindex: "-1" }, page.title || page.name);
  const state = element("p", {}, element("span", { class: `state ${page.outcome}` }, word(page.outcome)), ` ${message(page.reason)}`);
  const warnings = page.warnings.map((warning) => element("p", { class: "warning" }, message(warning)));
  byId("article-body").replaceChildren(title, state, ...warnings, element("p", { role: "status" }, page.known ? word("loading") : noDetails(page)));
  byId("article-body").scrollTop = 0;
  if (page.known) {
    let content;
    try {
      content = articleView(page, await readBody(page), summary.reasons);
    } catch {
      content = [element("p", { role: "alert" }, word("unreadable"))];
    }
    if (opened !== page) return; // another one was opened meanwhile
    byId("article-body").lastChild.replaceWith(...content);
  }
  title.focus();
}

function noDetails(page) {
  return page.outcome === "written" ? word("no_details") : `${word("no_article")} ${word("file")}: ${page.name}`;
}

start();
