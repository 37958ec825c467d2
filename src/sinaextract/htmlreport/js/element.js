// Builds elements. Data becomes text nodes and attribute values, never markup.

function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "click") node.addEventListener("click", value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== ""));
  return node;
}

function byId(name) {
  return document.getElementById(name);
}

/** A link to follow on purpose; anything but http(s) stays text. */
function link(url, ...children) {
  if (!/^https?:\/\//i.test(url)) return element("span", {}, ...children);
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** The first `few` of `items`, and a button that shows `step` more at a time. */
function growingList(items, few, render, step = 100) {
  const list = element("ul", { class: "plain" });
  let shown = 0;
  const more = element("button", { class: "more", type: "button", click: () => grow(step) });
  function grow(count) {
    const fresh = items.slice(shown, shown + count).map(render);
    list.append(...fresh);
    if (shown) fresh[0]?.querySelector("a, button")?.focus();
    shown += fresh.length;
    more.hidden = shown >= items.length;
    more.textContent = word("show_more", { count: number(Math.min(step, items.length - shown)) });
  }
  grow(few);
  return [list, more];
}
