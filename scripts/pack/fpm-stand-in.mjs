#!/usr/bin/env node
/**
 * In fpm's place, for `npm run pack:check`: makes a deb with dpkg-deb of the same words that electron-builder says to
 * fpm, so that the deb's part of electron-builder.yml is tried where fpm cannot be downloaded. Nothing is compressed.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const WITHOUT_VALUE = ['--force', '--debug']

const { options, files } = read(process.argv.slice(2))
const [output = ''] = options['--package'] ?? []
const root = mkdtempSync(join(dirname(output), 'deb-'))
try {
  for (const file of files) put(file)
  writeControl()
  script('postinst', '--after-install')
  script('postrm', '--after-remove')
  chmodSync(root, 0o755)
  execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', root, output], { stdio: ['ignore', 2, 2] })
} finally {
  rmSync(root, { recursive: true, force: true })
}

/** `source=target` are files, all else are options, each with a value. */
function read(words) {
  const options = {}
  const files = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (WITHOUT_VALUE.includes(word)) continue
    if (!word.startsWith('-')) files.push(word)
    else options[word] = [...(options[word] ?? []), words[++at] ?? '']
  }
  return { options, files }
}

/** A folder's contents, or one file. Links instead of copies: the program has 270 MB. */
function put(file) {
  const cut = file.lastIndexOf('=')
  const source = file.slice(0, cut)
  const target = join(root, file.slice(cut + 1))
  if (statSync(source).isDirectory()) {
    mkdirSync(target, { recursive: true })
    execFileSync('cp', ['-al', `${source}/.`, target])
  } else {
    mkdirSync(dirname(target), { recursive: true })
    copyFileSync(source, target)
    chmodSync(target, 0o644)
  }
}

function writeControl() {
  const one = (name) => options[name]?.[0] ?? ''
  const fields = {
    Package: one('--name'),
    Version: one('--version'),
    Architecture: one('--architecture'),
    Maintainer: one('--maintainer'),
    Depends: options['-d']?.join(', '),
    Recommends: options['--deb-recommends']?.join(', '),
    Section: one('--category'),
    Priority: one('--deb-priority'),
    Homepage: one('--url'),
    Description: one('--description'),
  }
  const lines = Object.entries(fields).flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []))
  mkdirSync(join(root, 'DEBIAN'))
  writeFileSync(join(root, 'DEBIAN', 'control'), `${lines.join('\n')}\n`)
}

function script(name, option) {
  const [source] = options[option] ?? []
  if (source === undefined) return
  copyFileSync(source, join(root, 'DEBIAN', name))
  chmodSync(join(root, 'DEBIAN', name), 0o755)
}
