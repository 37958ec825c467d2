// node html.mjs < SOURCES: the HTML that each reader makes of each Markdown source (a JSON list), raw HTML allowed.
import { readFileSync } from 'node:fs'
import MarkdownIt from 'markdown-it'
import { marked } from 'marked'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

const markdownIt = new MarkdownIt({ html: true, linkify: true })
const readers = {
  marked: source => marked.parse(source),
  micromark: source => micromark(source, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }),
  'markdown-it': source => markdownIt.render(source)
}
const sources = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(Object.fromEntries(
  Object.entries(readers).map(([name, read]) => [name, sources.map(source => read(source))])
)))
