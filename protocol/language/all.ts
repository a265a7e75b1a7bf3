/** Every language there is a catalogue for. Add one here and it is everywhere: screen, buttons, voice, tests. */
import { ar } from './ar.ts'
import type { Catalogue } from './catalogue.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { he } from './he.ts'
import { hi } from './hi.ts'
import { it } from './it.ts'
import { ja } from './ja.ts'
import { nl } from './nl.ts'
import { pl } from './pl.ts'
import { pt } from './pt.ts'
import { zh } from './zh.ts'

export const LANGUAGES: readonly Catalogue[] = [en, fr, de, es, pt, it, nl, pl, ar, he, hi, zh, ja]
