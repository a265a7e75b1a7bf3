/** What a language must say. A missing key is a compile error; adding a language is one file and one line in all.ts. */

/** A sentence with one place for a number or a till's label. */
export type Template = `${string}{n}${string}`

/** Forms by CLDR plural category; `other` stands in where a language does not tell a category apart below 100. */
export type PluralForms = { readonly other: Template } & { readonly [category in Intl.LDMLPluralRule]?: string }

export type TillWords = {
  /** Whether the word is read before the numeral ("Cashier Nº 3") or behind it ("3番レジ"). */
  readonly order: 'word-first' | 'number-first'
  readonly word: string
  /** The number sign between word and numeral ("Nº"); empty where the language uses none. */
  readonly sign: string
  /** All of it on one line, for people who read and for screen readers. */
  readonly phrase: Template
  /** What the voice says. */
  readonly spoken: Template
}

/** What the cashier reads: keys and what became of a press. */
export type DeskWords = {
  readonly title: string
  readonly language: string
  readonly call: string
  readonly recall: string
  readonly cancel: string
  readonly open: string
  readonly close: string
  readonly help: string
  readonly helped: string
  readonly done: string
  readonly ready: string
  readonly sending: string
  /** Safe on disk, not yet in the log. */
  readonly journaled: string
  /** In the order with nobody ahead. */
  readonly next: string
  readonly waiting: PluralForms
  readonly shown: string
  readonly called: string
  readonly closed: string
  readonly failed: string
  /** The line to the store is away; the press is safe. */
  readonly kept: string
  /** Recorded, but too old to send anybody to the till. */
  readonly stale: string
  /** The page has no connection to the store. */
  readonly away: string
  /** The store does not want this page: it needs another token. */
  readonly refused: string
}

export type Catalogue = {
  /** BCP 47. */
  readonly tag: string
  /** The language's own name for itself. */
  readonly name: string
  readonly direction: 'ltr' | 'rtl'
  /** CLDR numbering system of the numerals that customers read. */
  readonly numbering: 'latn' | 'arab'
  readonly wait: string
  /** Under "Please wait": what will appear on this screen. */
  readonly hint: string
  readonly till: TillWords
  readonly alsoCalled: string
  /** Degraded: the screen knows nothing that is surely true. */
  readonly watch: string
  readonly tapForSound: string
  readonly desk: DeskWords
}
