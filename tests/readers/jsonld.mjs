// node jsonld.mjs FOLDER: the documents in FOLDER/*.jsonld after JSON-LD expansion, as JSON.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import jsonld from 'jsonld'

// The published context maps every term to https://schema.org/ and takes these as addresses.
const addresses = Object.fromEntries(['url', 'mainEntityOfPage', 'thumbnailUrl'].map(term => [term, { '@type': '@id' }]))
const document = { '@context': { '@vocab': 'https://schema.org/', ...addresses } }
const documentLoader = async url => ({ contextUrl: null, documentUrl: url, document })

const expanded = {}
for (const name of readdirSync(process.argv[2]).filter(name => name.endsWith('.jsonld'))) {
  const source = JSON.parse(readFileSync(join(process.argv[2], name), 'utf8'))
  expanded[name] = await jsonld.expand(source, { documentLoader })
}
console.log(JSON.stringify(expanded))
