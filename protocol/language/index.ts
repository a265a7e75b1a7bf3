/** The language catalogues: what customers and cashiers read and hear. Pure; nothing but Intl. */
export { LANGUAGES } from './all.ts'
export type { Catalogue, DeskWords, PluralForms, Template, TillWords } from './catalogue.ts'
export { type Chosen, catalogueFor, isRealLanguage } from './choose.ts'
export { numeral, pluralForm, spokenCall, tillName, tillPhrase, waitingText } from './say.ts'
