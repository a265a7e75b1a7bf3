import { describe, expect, it } from 'vitest'
import {
  catalogueFor,
  numeral,
  spokenCall,
  tillName,
  tillPhrase,
  waitingText,
} from '../../../protocol/language/index.ts'

const say = (tag: string, number: number, label?: string) => {
  const { catalogue } = catalogueFor(tag)
  return tillPhrase(catalogue, tillName(catalogue, label === undefined ? { number } : { number, label }))
}

describe('a till in words', () => {
  it.each([
    ['en', 'Cashier Nº 3'],
    ['fr', 'Caisse nº 3'],
    ['de', 'Kasse 3'],
    ['es', 'Caja nº 3'],
    ['pt', 'Caixa nº 3'],
    ['it', 'Cassa nº 3'],
    ['nl', 'Kassa 3'],
    ['pl', 'Kasa nr 3'],
    ['ar', 'صندوق رقم ٣'],
    ['he', 'קופה מס׳ 3'],
    ['hi', 'काउंटर नं. 3'],
    ['zh', '3号收银台'],
    ['ja', '3番レジ'],
    ['ru', 'Касса № 3'],
    ['el', 'Ταμείο 3'],
    ['th', 'ช่องชำระเงิน 3'],
    ['ko', '3번 계산대'],
  ])('%s: %s', (tag, phrase) => {
    expect(say(tag, 3)).toBe(phrase)
  })

  it('writes Arabic numbers in Arabic digits, most significant first', () => {
    expect(numeral(catalogueFor('ar').catalogue, 12)).toBe('١٢')
  })

  it('writes the label where the sign at the desk has one, as it stands there', () => {
    expect(say('ar', 3, 'B2')).toBe('صندوق رقم B2')
    expect(say('en', 3, '$&')).toBe('Cashier Nº $&')
  })

  it('is spoken with Latin digits, which every speech engine reads', () => {
    expect(spokenCall(catalogueFor('ar').catalogue, { number: 12 })).toBe('الصندوق رقم 12، تفضلوا')
    expect(spokenCall(catalogueFor('ja').catalogue, { number: 3 })).toBe('3番レジへどうぞ')
  })
})

describe('how many are ahead, in words', () => {
  it.each([
    ['en', 1, 'Waiting behind 1 call'],
    ['en', 2, 'Waiting behind 2 calls'],
    ['pl', 1, 'Czeka za 1 wywołaniem'],
    ['pl', 5, 'Czeka za 5 wywołaniami'],
    ['ar', 1, 'في الانتظار خلف نداء واحد'],
    ['ar', 2, 'في الانتظار خلف نداءين'],
    ['ar', 3, 'في الانتظار خلف ٣ نداءات'],
    ['ar', 11, 'في الانتظار خلف ١١ نداءً'],
    ['he', 2, 'ממתינה אחרי שתי קריאות'],
    ['ja', 4, '4件の後に表示'],
    ['ru', 1, 'Ждёт: впереди 1 вызов'],
    ['ru', 3, 'Ждёт: впереди 3 вызова'],
    ['ru', 11, 'Ждёт: впереди 11 вызовов'],
    ['ru', 21, 'Ждёт: впереди 21 вызов'],
    ['el', 1, 'Σε αναμονή πίσω από 1 κλήση'],
    ['ko', 2, '2건 뒤에 표시'],
  ])('%s, %i', (tag, behind, text) => {
    expect(waitingText(catalogueFor(tag).catalogue, behind)).toBe(text)
  })

  it('is "next" when nobody is', () => {
    expect(waitingText(catalogueFor('en').catalogue, 0)).toBe('Next')
  })
})
