// node hexo.mjs SITE: the posts as Hexo reads and renders them, as JSON.
import Hexo from 'hexo'

const hexo = new Hexo(process.argv[2], { silent: true })
await hexo.init()
await hexo.load()
const posts = hexo.locals.get('posts').map(post => ({
  file: post.source,
  title: post.title,
  date: post.date.toISOString(),
  updated: post.updated.toISOString(),
  author: post.author,
  medium: post.medium,
  categories: post.categories.map(category => category.name),
  tags: post.tags.map(tag => tag.name),
  html: post.content
}))
await hexo.exit()
console.log(JSON.stringify(posts))
