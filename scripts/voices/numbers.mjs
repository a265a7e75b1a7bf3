/** The numbers 1 to 99 in the spellings that espeak-ng reads right, where it reads digits wrong or with a pause. */

/** Every Hindi number below a hundred is a word of its own; behind digits espeak-ng makes a pause in mid-sentence. */
const HINDI = `
  एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस
  इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस
  इकतीस बत्तीस तैंतीस चौंतीस पैंतीस छत्तीस सैंतीस अड़तीस उनतालीस चालीस
  इकतालीस बयालीस तैंतालीस चवालीस पैंतालीस छियालीस सैंतालीस अड़तालीस उनचास पचास
  इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ
  इकसठ बासठ तिरसठ चौंसठ पैंसठ छियासठ सड़सठ अड़सठ उनहत्तर सत्तर
  इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उन्यासी अस्सी
  इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे
  इक्यानवे बानवे तिरानवे चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे
`
  .trim()
  .split(/\s+/u)

export const hindi = (number) => HINDI[number - 1]

/** Ones and tens as two numbers: of one compound such as 44 espeak-ng 1.51 says something else each time. */
export function arabic(number) {
  const ones = number % 10
  return number < 20 || ones === 0 ? String(number) : `${ones} وَ ${number - ones}`
}

const KANA = ['', 'いち', 'に', 'さん', 'よん', 'ご', 'ろく', 'なな', 'はち', 'きゅう']

/** Tens and ones apart: in one word espeak-ng swallows the ん of さん and よん. */
export function japanese(number) {
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  return [tens > 1 ? KANA[tens] : '', tens > 0 ? 'じゅう' : '', KANA[ones]].filter(Boolean).join(' ')
}

/** Of the feminine, which is what counting and numbering use. Phonemes: espeak-ng knows no Hebrew vowels. */
const HEBREW = ['', "'axat", "St'ajim", "Sal'oS", "'aRba", "x'ameS", "S'eS", "S'eva", "Sm'one", "t'eSa", "'eseR"]
const HEBREW_TEENS = ['', 'axat', 'Stem', 'SloS', 'aRba', 'xameS', 'SeS', 'Sva', 'Smone', 't|Sa']
const HEBREW_TENS = ['', '', "esR'im", "SloS'im", "aRba|'im", "xamiS'im", "SiS'im", "Siv'im", "Smon'im", "tiS'im"]

export function hebrew(number) {
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  if (number <= 10) return HEBREW[number]
  if (tens === 1) return `${HEBREW_TEENS[ones]} esR'e`
  return ones === 0 ? HEBREW_TENS[tens] : `${HEBREW_TENS[tens]} ve|${HEBREW[ones]}`
}

/** Phonemes of the Mandarin voice, with its tones: 33 level, 21 low, 51 falling, 55 high, 35 rising. */
export const THAI_DIGITS = [
  "s'u:35n",
  "n'y21N",
  "s'o:35N",
  "s'a:35m",
  "s'i:21",
  "h'a:51",
  "h'o21k",
  "tS;'e21t",
  "p'E:21t",
  "k'Au51",
]

export function thai(number) {
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  const ten = tens === 0 ? '' : tens === 1 ? "s'i21p" : `${tens === 2 ? "j'i:51" : THAI_DIGITS[tens]} s'i21p`
  // One behind a ten is another word: et, not nueng.
  const one = ones === 0 ? '' : ones === 1 && tens > 0 ? "'e21t" : THAI_DIGITS[ones]
  return [ten, one].filter(Boolean).join(' ')
}
