// Atlassian's published converter of storage format and its renderer, as one script for a browser: renderer.js.
//
//   npm install @atlaskit/renderer@112.15.0 @atlaskit/tokens react@18 react-dom@18 react-intl-next@npm:react-intl@5 esbuild
//   CONVERTER=DIR node bundle.mjs
//
// run where these packages are; some dependencies that npm does not bring along have to be named by hand. DIR is a
// folder with @atlaskit/editor-confluence-transformer@8.1.33 and @atlaskit/adf-schema@25, which need older packages.
// Cards of links are left out: they would ask Atlassian's servers.
import fs from 'node:fs'
import path from 'node:path'
import * as esbuild from 'esbuild'

const converter = path.resolve(process.env.CONVERTER)
const ofConverter = (importer) => importer.startsWith(converter)
fs.writeFileSync('nothing.cjs', 'module.exports = new Proxy({}, { get: () => () => "" })')
fs.writeFileSync('card.cjs', `
  const React = require('react')
  const Card = (props) => props.url ? React.createElement('a', { href: props.url }, props.url) : (props.children ?? null)
  const context = React.createContext(undefined)
  const get = (_, name) => name === 'SmartCardContext' ? context : /^use/.test(String(name)) ? () => ({}) : Card
  module.exports = new Proxy(Card, { get })
`)
// Links are drawn by a package of the cards: here they are plain ones.
fs.writeFileSync('links.cjs', `
  const React = require('react')
  const plain = (create) => (type, props, ...children) =>
    type !== undefined ? create(type, props, ...children)
      : create(props.href ? 'a' : 'span', { href: props.href }, ...(children.length ? children : [props.children]))
  React.createElement = plain(React.createElement)
  const runtime = require('react/jsx-runtime')
  for (const name of ['jsx', 'jsxs']) runtime[name] = plain(runtime[name])
`)
fs.writeFileSync('entry.jsx', `
  import './links.cjs'
  import React from 'react'
  import { createRoot } from 'react-dom/client'
  import { IntlProvider } from 'react-intl-next'
  import { ReactRenderer } from '@atlaskit/renderer'
  import { setGlobalTheme } from '@atlaskit/tokens'
  import { confluenceSchema } from 'converter/@atlaskit/adf-schema/schema-confluence'
  import { ConfluenceTransformer } from 'converter/@atlaskit/editor-confluence-transformer'

  const sign = { type: 'text', text: '\\u25a2' }
  const known = (node) =>
    node.type.startsWith('confluenceUnsupportedInline') ? sign
      : node.type.startsWith('confluenceUnsupported') ? { type: 'paragraph', content: [sign] }
        : node.content ? { ...node, content: node.content.map(known) } : node

  window.draw = async (storage, colorMode = 'light') => {
    await setGlobalTheme({ colorMode, typography: 'typography-modernized' })
    const document_ = known(new ConfluenceTransformer(confluenceSchema).parse(storage).toJSON())
    createRoot(document.getElementById('root')).render(
      <IntlProvider locale="en">
        <ReactRenderer document={{ version: 1, ...document_ }} appearance="full-page" allowHeadingAnchorLinks />
      </IntlProvider>)
    await new Promise((done) => setTimeout(done, 1000))
    return true
  }
`)
const replaced = {
  name: 'replaced',
  setup(build) {
    const rules = [
      [/^@atlaskit\/(smart-card|link-provider|link-datasource|linking-common|link-extractors)(\/.*)?$/, 'card.cjs', () => true],
      [/^(@atlaskit\/editor-common\/utils|@atlaskit\/editor-palette|react)$/, 'nothing.cjs', ofConverter],
      [/^prosemirror-model$/, path.join(converter, 'node_modules/prosemirror-model/dist/index.js'), ofConverter],
    ]
    build.onResolve({ filter: /^converter\// }, ({ path: name }) =>
      build.resolve(name.replace('converter/', ''), { kind: 'import-statement', resolveDir: converter }))
    for (const [filter, file, concerns] of rules)
      build.onResolve({ filter }, ({ importer }) => concerns(importer) ? { path: path.resolve(file) } : undefined)
  },
}
await esbuild.build({
  entryPoints: ['entry.jsx'], outfile: 'renderer.js', bundle: true, minify: true, format: 'iife', plugins: [replaced],
  mainFields: ['module', 'main'], loader: { '.js': 'jsx', '.svg': 'dataurl' }, logLevel: 'error',
  define: { global: 'window', 'process.env.NODE_ENV': '"production"' },
})
