// node obsidian.mjs FOLDER: the notes' properties and text by parsers of what Obsidian reads: YAML, GFM, mathematics.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import matter from 'gray-matter'
import { toString } from 'mdast-util-to-string'
import remarkFrontmatter from 'remark-frontmatter'
import remarkGfm from 'remark-gfm'
import remarkMath from 'remark-math'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { parse } from 'yaml'

const processor = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).use(remarkMath)
const notes = readdirSync(process.argv[2]).filter(name => name.endsWith('.md')).map(name => {
  const source = readFileSync(join(process.argv[2], name), 'utf8')
  const tree = processor.parse(source)
  const [front, ...blocks] = tree.children
  const kinds = new Set()
  const visit = node => { kinds.add(node.type); (node.children ?? []).forEach(visit) }
  blocks.forEach(visit)
  return {
    file: name,
    properties: parse(front.value),
    same: JSON.stringify(matter(source).data.title) === JSON.stringify(parse(front.value).title),
    text: blocks.filter(block => block.type !== 'html')
      .map(block => toString(block, { includeImageAlt: false, includeHtml: false })).join('\n'),
    kinds: [...kinds]
  }
})
console.log(JSON.stringify(notes))
