// Pages that gave no article, failed ones first, by reason.

const OPEN_GROUPS = 3; // that are opened at the start, when their pages are few
const FEW_PAGES = 5;

function problemList(pages) {
  const groups = new Map();
  for (const page of pages) {
    if (page.outcome !== "refused" && page.outcome !== "failed") continue;
    const key = `${page.outcome} ${page.reason}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(page);
  }
  if (!groups.size) return [element("p", { class: "fine" }, word("no_problems"))];
  const ordered = [...groups.values()].sort(
    ([a, ...restA], [b, ...restB]) => (a.outcome === "refused") - (b.outcome === "refused") || restB.length - restA.length,
  );
  let place = 0;
  return growingList(ordered, 12, (group) => element("li", {}, problemGroup(group, place++ < OPEN_GROUPS && group.length <= FEW_PAGES)));
}

function problemGroup(group, open) {
  const [{ outcome, reason }] = group;
  const line = [
    element("span", { class: `state ${outcome}` }, word(outcome)),
    element("span", { class: "reason" }, message(reason)),
    element("span", { class: "count" }, number(group.length)),
  ];
  const files = element("div", { class: "files" });
  const details = element("details", { open: open ? "" : undefined }, element("summary", {}, line), files);
  const fill = () => {
    if (details.open && !files.childElementCount) files.append(...growingList(group, 20, (page) => element("li", {}, element("code", {}, page.name))));
  };
  details.addEventListener("toggle", fill);
  fill();
  return details;
}
