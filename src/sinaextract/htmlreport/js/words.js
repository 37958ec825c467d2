"use strict";

// The report's words in both languages, and the choice between them.

let words = {};
let language = "en";

function word(key, values = {}) {
  const text = words[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function fieldName(name) {
  return words[language].fields[name] ?? name;
}

/** What a removal rule takes out; `reasons` are the rules' own words. */
function ruleReason(rule, reasons) {
  return words[language].rules[rule] ?? reasons[rule] ?? rule;
}

/** A reason or warning of the command in the reader's language, as far as its words are known. */
function message(text) {
  let result = text;
  for (const [known, translation] of Object.entries(words[language].messages)) {
    result = result.replace(known, () => translation);
  }
  return result === text ? text : result.replace(/^an? |(?<=[，：]) | (?=[\u4e00-\u9fff])/g, "");
}

function number(value) {
  return value.toLocaleString("en-US");
}

function percent(part, whole) {
  if (!whole || !part) return whole ? "0%" : "–";
  const share = (100 * part) / whole;
  const rounded = share > 0 && share < 0.1 ? 0.1 : share > 99.9 && share < 100 ? 99.9 : share;
  return `${rounded.toFixed(rounded < 10 || (rounded > 90 && rounded < 100) ? 1 : 0)}%`;
}

function preferredLanguage() {
  return remembered("language") ?? (/^zh\b/i.test(navigator.language) ? "zh" : "en");
}

/** What an earlier visit chose; browsers may refuse storage to files. */
function remembered(name) {
  try {
    return localStorage.getItem(`sinaextract-${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`sinaextract-${name}`, value);
  } catch {
    // the choice holds for this visit
  }
}
