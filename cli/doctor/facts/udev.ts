/** What udev knows of a device, and those of its rules that matter to a button box. */
import type { Tree } from './tree.ts'

/** One record of /run/udev/data. */
export type UdevRecord = { readonly properties: ReadonlyMap<string, string>; readonly tags: ReadonlySet<string> }

export type RuleFile = { readonly path: string; readonly text: string }

const NOTHING: UdevRecord = { properties: new Map(), tags: new Set() }

/** `device`: `MAJOR:MINOR` of a character device, as its `dev` file in /sys says. */
export async function readUdevRecord(tree: Tree, device: string | undefined): Promise<UdevRecord> {
  if (device === undefined) return NOTHING
  return parseRecord((await tree.text(`/run/udev/data/c${device}`)) ?? '')
}

/** Lines such as `E:ID_MM_DEVICE_IGNORE=1` (property) and `G:uaccess` (tag). */
export function parseRecord(text: string): UdevRecord {
  const properties = new Map<string, string>()
  const tags = new Set<string>()
  for (const line of text.split('\n')) {
    const [, kind, rest = ''] = /^([A-Z]):(.*)$/u.exec(line) ?? []
    const equals = rest.indexOf('=')
    if (kind === 'E' && equals > 0) properties.set(rest.slice(0, equals), rest.slice(equals + 1))
    if (kind === 'G') tags.add(rest)
  }
  return { properties, tags }
}

/** The first folder that has a name wins: a file in /etc, be it a link to /dev/null, hides the same name elsewhere. */
const RULE_FOLDERS = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map((folder) => `${folder}/udev/rules.d`)

/** The rules in force whose file name has this word in it. */
export async function readRules(tree: Tree, word: string): Promise<RuleFile[]> {
  const files = new Map<string, RuleFile>()
  for (const folder of RULE_FOLDERS) {
    for (const name of await tree.list(folder)) {
      if (!name.includes(word) || !name.endsWith('.rules') || files.has(name)) continue
      files.set(name, { path: `${folder}/${name}`, text: (await tree.text(`${folder}/${name}`)) ?? '' })
    }
  }
  return [...files.values()]
}
