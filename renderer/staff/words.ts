/** What the staff's pad says. English stands below in small wherever the page speaks another language. */

export type StaffWords = {
  readonly title: string
  readonly pin: string
  readonly wrong: string
  readonly left: string
  readonly locked: string
  readonly again: string
  readonly noPin: string
  readonly back: string
  readonly setup: string
  readonly reload: string
  readonly quit: string
  readonly erase: string
  readonly enter: string
}

export const ENGLISH: StaffWords = {
  title: 'Staff',
  pin: 'Enter the PIN',
  wrong: 'Wrong PIN',
  left: 'Tries left:',
  locked: 'Locked. Try again in',
  again: 'Please enter it again',
  noPin: 'No PIN is set',
  back: 'Back to the screen',
  setup: 'Set up',
  reload: 'Restart the page',
  quit: 'Quit',
  erase: 'Erase',
  enter: 'Enter',
}

/** In the order of StaffWords: one row a language, for a person to read down. */
type Row = readonly [
  title: string,
  pin: string,
  wrong: string,
  left: string,
  locked: string,
  again: string,
  noPin: string,
  back: string,
  setup: string,
  reload: string,
  quit: string,
  erase: string,
  enter: string,
]

// biome-ignore format: one language a block
const ROWS: { readonly [tag: string]: Row } = {
  fr: ['Personnel', 'Saisissez le code', 'Code faux', 'Essais restants :', 'Bloqué. Réessayez dans', 'Saisissez-le à nouveau',
    'Aucun code n’est défini', 'Retour à l’écran', 'Configurer', 'Redémarrer la page', 'Quitter', 'Effacer', 'Valider'],
  de: ['Personal', 'PIN eingeben', 'Falsche PIN', 'Versuche übrig:', 'Gesperrt. Wieder in', 'Bitte noch einmal eingeben',
    'Keine PIN festgelegt', 'Zurück zum Bildschirm', 'Einrichten', 'Seite neu starten', 'Beenden', 'Löschen', 'Eingeben'],
  es: ['Personal', 'Introduzca el PIN', 'PIN incorrecto', 'Intentos restantes:', 'Bloqueado. Reintente en', 'Introdúzcalo de nuevo',
    'No hay ningún PIN', 'Volver a la pantalla', 'Configurar', 'Reiniciar la página', 'Salir', 'Borrar', 'Aceptar'],
  pt: ['Funcionários', 'Introduza o PIN', 'PIN errado', 'Tentativas restantes:', 'Bloqueado. Tente em', 'Introduza-o de novo',
    'Nenhum PIN definido', 'Voltar ao ecrã', 'Configurar', 'Reiniciar a página', 'Sair', 'Apagar', 'Confirmar'],
  it: ['Personale', 'Inserire il PIN', 'PIN errato', 'Tentativi rimasti:', 'Bloccato. Riprovare tra', 'Inserirlo di nuovo',
    'Nessun PIN impostato', 'Torna allo schermo', 'Configura', 'Riavvia la pagina', 'Esci', 'Cancella', 'Conferma'],
  nl: ['Personeel', 'Voer de pincode in', 'Verkeerde pincode', 'Pogingen over:', 'Geblokkeerd. Opnieuw over', 'Voer hem opnieuw in',
    'Geen pincode ingesteld', 'Terug naar het scherm', 'Instellen', 'Pagina herstarten', 'Afsluiten', 'Wissen', 'Bevestigen'],
  pl: ['Personel', 'Wpisz PIN', 'Błędny PIN', 'Pozostało prób:', 'Zablokowane. Ponów za', 'Wpisz jeszcze raz',
    'Nie ustawiono PIN-u', 'Powrót do ekranu', 'Ustawienia', 'Uruchom stronę ponownie', 'Zakończ', 'Usuń', 'Zatwierdź'],
  ru: ['Персонал', 'Введите PIN-код', 'Неверный PIN-код', 'Осталось попыток:', 'Заблокировано. Повтор через', 'Введите ещё раз',
    'PIN-код не задан', 'Вернуться к экрану', 'Настроить', 'Перезапустить страницу', 'Выйти', 'Стереть', 'Ввод'],
  el: ['Προσωπικό', 'Πληκτρολογήστε το PIN', 'Λάθος PIN', 'Προσπάθειες που απομένουν:', 'Κλειδωμένο. Ξανά σε', 'Πληκτρολογήστε το ξανά',
    'Δεν έχει οριστεί PIN', 'Επιστροφή στην οθόνη', 'Ρυθμίσεις', 'Επανεκκίνηση σελίδας', 'Έξοδος', 'Διαγραφή', 'Εντάξει'],
  ar: ['الموظفون', 'أدخل الرمز', 'الرمز خاطئ', 'المحاولات المتبقية:', 'مقفل. أعد المحاولة بعد', 'أدخله مرة أخرى',
    'لم يُعيَّن رمز', 'العودة إلى الشاشة', 'الإعداد', 'إعادة تشغيل الصفحة', 'إنهاء', 'حذف', 'إدخال'],
  he: ['צוות', 'הקישו את הקוד', 'קוד שגוי', 'ניסיונות שנותרו:', 'נעול. נסו שוב בעוד', 'הקישו שוב',
    'לא הוגדר קוד', 'חזרה למסך', 'הגדרות', 'הפעלת הדף מחדש', 'יציאה', 'מחיקה', 'אישור'],
  hi: ['कर्मचारी', 'पिन डालें', 'गलत पिन', 'बचे हुए प्रयास:', 'लॉक है। फिर कोशिश करें', 'फिर से डालें',
    'कोई पिन नहीं है', 'स्क्रीन पर वापस', 'सेट अप', 'पेज फिर शुरू करें', 'बंद करें', 'मिटाएँ', 'दर्ज करें'],
  th: ['พนักงาน', 'ใส่รหัส PIN', 'รหัส PIN ไม่ถูกต้อง', 'ลองได้อีก:', 'ล็อกอยู่ ลองใหม่ใน', 'โปรดใส่อีกครั้ง',
    'ยังไม่ได้ตั้งรหัส PIN', 'กลับไปที่หน้าจอ', 'ตั้งค่า', 'เริ่มหน้าใหม่', 'ออก', 'ลบ', 'ตกลง'],
  zh: ['员工', '请输入 PIN 码', 'PIN 码错误', '剩余次数：', '已锁定，请稍候', '请重新输入',
    '未设置 PIN 码', '返回屏幕', '设置', '重新启动页面', '退出', '删除', '确定'],
  ja: ['スタッフ', 'PINを入力', 'PINが違います', '残り回数:', 'ロック中。再入力まで', 'もう一度入力してください',
    'PINは未設定です', '画面に戻る', '設定', 'ページを再起動', '終了', '消去', '決定'],
  ko: ['직원', 'PIN 입력', '잘못된 PIN', '남은 횟수:', '잠겼습니다. 다시 시도까지', '다시 입력하세요',
    'PIN이 설정되지 않았습니다', '화면으로 돌아가기', '설정', '페이지 다시 시작', '종료', '지우기', '확인'],
}

/** In the base language of `tag`, else in English. */
export function staffWords(tag: string): StaffWords {
  const row = ROWS[tag.split('-')[0] ?? '']
  if (!row) return ENGLISH
  const [title, pin, wrong, left, locked, again, noPin, back, setup, reload, quit, erase, enter] = row
  return { title, pin, wrong, left, locked, again, noPin, back, setup, reload, quit, erase, enter }
}
