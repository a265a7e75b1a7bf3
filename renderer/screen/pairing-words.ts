/** What the pairing panel says to staff, in the screen's language; English stands below it where that is another one. */

export type PairingWords = {
  readonly title: string
  /** `{address}` is where to go. */
  readonly step: `${string}{address}${string}`
  readonly refused: string
}

export const ENGLISH: PairingWords = {
  title: 'Pair this screen',
  step: 'Staff: open {address} and enter this code, or scan it',
  refused: 'Staff have refused this screen. A new code comes in a minute.',
}

/** In the order of PairingWords: one row a language, for a person to read down. */
type Row = readonly [title: string, step: PairingWords['step'], refused: string]

// biome-ignore format: one language a block
const ROWS: { readonly [tag: string]: Row } = {
  fr: ['Associer cet écran', 'Personnel : ouvrez {address} et saisissez ce code, ou scannez-le',
    'Le personnel a refusé cet écran. Un nouveau code arrive dans une minute.'],
  de: ['Bildschirm koppeln', 'Personal: {address} öffnen und diesen Code eingeben oder scannen',
    'Das Personal hat diesen Bildschirm abgelehnt. In einer Minute kommt ein neuer Code.'],
  es: ['Vincular esta pantalla', 'Personal: abra {address} e introduzca este código, o escanéelo',
    'El personal ha rechazado esta pantalla. En un minuto aparece otro código.'],
  pt: ['Emparelhar este ecrã', 'Funcionários: abram {address} e introduzam este código, ou digitalizem-no',
    'Este ecrã foi recusado. Dentro de um minuto aparece um novo código.'],
  it: ['Associa questo schermo', 'Personale: aprire {address} e inserire questo codice, o scansionarlo',
    'Il personale ha rifiutato questo schermo. Tra un minuto arriva un nuovo codice.'],
  nl: ['Dit scherm koppelen', 'Personeel: open {address} en voer deze code in, of scan hem',
    'Het personeel heeft dit scherm geweigerd. Over een minuut komt er een nieuwe code.'],
  pl: ['Sparuj ten ekran', 'Personel: otwórz {address} i wpisz ten kod lub go zeskanuj',
    'Personel odrzucił ten ekran. Za minutę pojawi się nowy kod.'],
  ru: ['Подключение экрана', 'Персонал: откройте {address} и введите этот код или отсканируйте его',
    'Персонал отклонил этот экран. Через минуту появится новый код.'],
  el: ['Σύζευξη αυτής της οθόνης', 'Προσωπικό: ανοίξτε {address} και πληκτρολογήστε τον κωδικό ή σαρώστε τον',
    'Το προσωπικό απέρριψε αυτή την οθόνη. Νέος κωδικός σε ένα λεπτό.'],
  ar: ['إقران هذه الشاشة', 'الموظفون: افتحوا {address} وأدخلوا هذا الرمز أو امسحوه',
    'رفض الموظفون هذه الشاشة. سيظهر رمز جديد بعد دقيقة.'],
  he: ['צימוד המסך הזה', 'צוות: פתחו את {address} והקישו את הקוד, או סרקו אותו',
    'הצוות דחה את המסך הזה. קוד חדש יופיע בעוד דקה.'],
  hi: ['यह स्क्रीन जोड़ें', 'कर्मचारी: {address} खोलें और यह कोड डालें, या इसे स्कैन करें',
    'कर्मचारियों ने यह स्क्रीन अस्वीकार की। एक मिनट में नया कोड आएगा।'],
  th: ['จับคู่หน้าจอนี้', 'พนักงาน: เปิด {address} แล้วใส่รหัสนี้ หรือสแกน',
    'พนักงานปฏิเสธหน้าจอนี้ รหัสใหม่จะแสดงในหนึ่งนาที'],
  zh: ['配对此屏幕', '员工：打开 {address} 并输入此代码，或扫码',
    '员工拒绝了此屏幕。一分钟后显示新代码。'],
  ja: ['この画面をペアリング', 'スタッフの方：{address} を開いてこのコードを入力、またはスキャンしてください',
    'スタッフがこの画面を拒否しました。1分後に新しいコードが出ます。'],
  ko: ['이 화면 연결', '직원: {address} 을(를) 열고 이 코드를 입력하거나 스캔하세요',
    '직원이 이 화면을 거부했습니다. 1분 후 새 코드가 표시됩니다.'],
}

/** In the base language of `tag`; undefined: English alone will do. */
export function pairingWords(tag: string): PairingWords | undefined {
  const row = ROWS[tag.split('-')[0] ?? '']
  if (!row) return undefined
  const [title, step, refused] = row
  return { title, step, refused }
}

/** The sentence around its address. */
export function aroundAddress(step: PairingWords['step']): readonly [string, string] {
  const [before = '', after = ''] = step.split('{address}')
  return [before, after]
}

/** As a person types it: `calls.example/pair`. A browser would try https first where it is http on a port of its own. */
export function shortAddress(url: string): string {
  const { protocol, host, pathname, port } = new URL(url)
  const path = pathname === '/' ? '' : pathname
  return protocol === 'http:' && port !== '' ? `http://${host}${path}` : `${host}${path}`
}
