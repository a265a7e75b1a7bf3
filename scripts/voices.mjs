/**
 * `npm run voices`: makes the voice packs of the customers' screen, without the internet.
 *
 *     npm run voices                           every language of the catalogues
 *     npm run voices -- de fr                  these
 *     npm run voices -- en --from recordings   with the store's own voice, as far as it is recorded
 *
 * The packs are written to renderer/voices/; the next build carries what is there. The same programs give the same
 * bytes. docs/voices.md says how to record.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureInstalled, fail, ROOT, requireNode } from './prepare.mjs'
import { ensureSystem } from './system.mjs'
import { packOf } from './voices/pack-file.mjs'
import { opus, SPEED, say } from './voices/programs.mjs'
import { textsOf } from './voices/readings.mjs'
import { finish, readWav } from './voices/sound.mjs'

const OUT = join(ROOT, 'renderer', 'voices')

/** The catalogues are TypeScript: vite reads them as they are, whatever is built or not. */
async function catalogues() {
  const { runnerImport } = await import('vite')
  const file = join(ROOT, 'protocol', 'language', 'all.ts')
  const { module } = await runnerImport(file, { configFile: false, root: ROOT, logLevel: 'error' })
  return module.LANGUAGES
}

function asked(known) {
  const { positionals, values } = flags()
  const unknown = positionals.filter((tag) => !known.some((catalogue) => catalogue.tag === tag))
  const tags = known.map(({ tag }) => tag).join(' ')
  if (unknown.length > 0) fail(`no catalogue speaks ${unknown.join(', ')}; there are: ${tags}`)
  if (values.from !== undefined && positionals.length !== 1)
    fail('--from needs one language: its voice is in the folder')
  const languages = positionals.length === 0 ? known : known.filter(({ tag }) => positionals.includes(tag))
  return { languages, recorded: values.from === undefined ? new Map() : recordings(values.from) }
}

function flags() {
  try {
    return parseArgs({ allowPositionals: true, options: { from: { type: 'string' } } })
  } catch (error) {
    return fail(error.message)
  }
}

/** Clip name -> WAV file: `till-3.wav`, `before.wav`, `sign-B.wav`. */
function recordings(folder) {
  if (!existsSync(folder)) fail(`there is no folder ${folder}`)
  const files = readdirSync(folder).filter((file) => /\.wav$/iu.test(file))
  if (files.length === 0) fail(`there is no WAV file in ${folder}`)
  return new Map(files.map((file) => [file.slice(0, -'.wav'.length), join(folder, file)]))
}

const speedOf = (name) => (name.startsWith('sign-') ? SPEED.letter : SPEED.sentence)

function makePack(catalogue, recorded) {
  const { voice, texts } = textsOf(catalogue)
  const clips = new Map()
  for (const name of new Set([...texts.keys(), ...recorded.keys()])) {
    if (!/^(till-[1-9]\d?|before|after|sign-.)$/u.test(name))
      fail(`${name}.wav is no name of a clip: see docs/voices.md`)
    const file = recorded.get(name)
    try {
      const sound = file === undefined ? say(voice, speedOf(name), texts.get(name)) : readWav(readFileSync(file))
      clips.set(name, opus(finish(sound)))
    } catch (error) {
      fail(`${catalogue.tag} ${file ?? name}: ${error.message}`)
    }
  }
  const of = { language: catalogue.tag, voice: `espeak-ng ${voice}`, recorded: recorded.size > 0 }
  return { clips, bytes: packOf(of, clips) }
}

async function main() {
  requireNode()
  ensureInstalled()
  ensureSystem(['espeak-ng', 'opus-tools'])
  const { languages, recorded } = asked(await catalogues())
  mkdirSync(OUT, { recursive: true })
  for (const catalogue of languages) {
    const { clips, bytes } = makePack(catalogue, recorded)
    const file = join(OUT, `${catalogue.tag}.pack`)
    writeFileSync(file, bytes)
    const own = recorded.size
    const of = own > 0 ? `, ${own} of them recorded` : ''
    process.stdout.write(`${relative(ROOT, file)}: ${clips.size} clips${of}, ${Math.ceil(bytes.length / 1024)} KB\n`)
  }
}

await main()
