/**
 * How espeak-ng is to read each language: its voice, and another spelling where it reads the catalogue's wrong.
 *
 * Each row was checked by its phonemes (`espeak-ng -v VOICE -x -q TEXT`). A row with `says` repeats the catalogue's
 * sentence in `of`; a test fails when the catalogue's is another by now, so that no pack goes on saying the old one.
 */
import { arabic, hebrew, hindi, japanese, THAI_DIGITS, thai } from './numbers.mjs'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Names of the letters A to Z, in order. */
const letters = (names) => Object.fromEntries(names.split(' ').map((name, index) => [ALPHABET[index], name]))
/** Names of the digits 0 to 9, in order. */
const digits = (names) => Object.fromEntries(names.map((name, digit) => [String(digit), name]))

export const READINGS = {
  en: { voice: 'en-us' },
  fr: { voice: 'fr' },
  de: { voice: 'de' },
  es: { voice: 'es-419' },
  pt: { voice: 'pt-br' },
  it: { voice: 'it' },
  nl: { voice: 'nl' },
  pl: { voice: 'pl' },
  ru: {
    voice: 'ru',
    // As Russians call Latin letters; espeak-ng would say them in English, and и as the short word for "and".
    signs: {
      ...letters('а бэ цэ дэ е эф жэ аш [[i:]] йот ка эль эм эн о пэ ку эр эс тэ у вэ дубль-вэ икс игрек зет'),
      И: '[[i:]]',
    },
    own: 'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ',
  },
  el: { voice: 'el', own: 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ' },
  ar: { voice: 'ar', number: arabic, signs: { و: 'واو' }, own: 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي' },
  he: {
    voice: 'he',
    phonemes: true,
    of: 'קופה מספר {n}, בבקשה',
    says: "kup'a misp'aR {n}, bevakaS'a",
    number: hebrew,
    signs: { ...digits(["'efes", ...Array.from({ length: 9 }, (_, index) => hebrew(index + 1))]), ש: "S'in" },
    own: 'אבגדהוזחטיכלמנסעפצקרשת',
  },
  hi: {
    voice: 'hi',
    number: hindi,
    signs: {
      ...letters('ए बी सी डी ई एफ जी एच आई जे के एल एम एन ओ पी क्यू आर एस टी यू वी डब्ल्यू एक्स वाई ज़ेड'),
      ...digits(['शून्य', ...Array.from({ length: 9 }, (_, index) => hindi(index + 1))]),
    },
  },
  th: {
    // The Thai voice has no tones and falls over consonant signs: the Mandarin one says Thai better, by phonemes.
    voice: 'cmn-latn-pinyin',
    phonemes: true,
    of: 'ขอเชิญที่ช่องชำระเงินหมายเลข {n}',
    says: "kh'o:35 tS;h'@:33n thi:51 tS;h'o:51N tS;ham33 ra55 N@33n mai35 l'e:51k {n}",
    number: thai,
    signs: digits(THAI_DIGITS),
  },
  zh: { voice: 'cmn-latn-pinyin', of: '请到{n}号收银台', says: 'qing3 dao4 {n} hao4 shou1yin2tai2' },
  ja: {
    voice: 'ja',
    of: '{n}番レジへどうぞ',
    says: '{n} ばん レジえ どうぞ',
    number: japanese,
    signs: {
      ...letters(
        'エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット',
      ),
      ...digits(['ゼロ', ...Array.from({ length: 9 }, (_, index) => japanese(index + 1))]),
    },
  },
  ko: { voice: 'ko' },
}

/**
 * What espeak-ng is given for each clip of a language's pack: clip name -> text. `catalogue` is the language's own.
 * A label is spelled between the two parts of the sentence: "Cashier number", "B", "2", "please".
 */
export function textsOf(catalogue) {
  const reading = READINGS[catalogue.tag] ?? { voice: catalogue.tag }
  const says = reading.says ?? catalogue.till.spoken
  const write = reading.phonemes ? (text) => `[[${text}]]` : (text) => text
  const number = reading.number ?? String
  const texts = new Map()
  for (let till = 1; till <= 99; till++) texts.set(`till-${till}`, write(says.replace('{n}', number(till))))
  const [before = '', after = ''] = says.split('{n}').map((part) => part.replace(/^[\s,،、]+|\s+$/gu, ''))
  // The comma keeps the voice up: the sentence goes on.
  if (before !== '') texts.set('before', `${write(before)},`)
  if (after !== '') texts.set('after', write(after))
  for (const sign of `${ALPHABET}0123456789${reading.own ?? ''}`) texts.set(`sign-${sign}`, signText(reading, sign))
  return { voice: reading.voice, texts }
}

/** A letter that has no name of its own is named by espeak-ng; those names are text also where the numbers are phonemes. */
function signText({ signs, phonemes }, sign) {
  const name = signs?.[sign]
  if (name === undefined) return sign
  return phonemes ? `[[${name}]]` : name
}
