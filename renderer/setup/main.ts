/** The set-up page: what the kiosk tells, the form, its sections, the preview and the bar to save it, put together. */
import type { SetupFacts } from '../../protocol/setup.ts'
import { fontStack } from '../look/fonts.ts'
import { ownMark, part, setStyle, setText } from '../page/parts.ts'
import { checkSection } from './check-section.ts'
import { displaysSection } from './displays-section.ts'
import { el } from './dom.ts'
import { FormStore } from './form-store.ts'
import { type SetupHost, setupHost, told } from './host.ts'
import { languagesSection } from './languages-section.ts'
import { lineSection } from './line-section.ts'
import { lookSection } from './look-section.ts'
import { pinSection } from './pin-section.ts'
import { PreviewPane } from './preview-pane.ts'
import { saveBar } from './save-bar.ts'
import type { Section } from './section.ts'
import { soundSection } from './sound-section.ts'
import { tillsSection } from './tills-section.ts'
import { WORDS } from './words.ts'

const page = part(document, 'page', HTMLElement)
const lead = part(document, 'lead', HTMLElement)
part(document, 'mark', HTMLElement).append(ownMark())
// The languages' own names are in all their scripts.
setStyle(document.documentElement, '--font', fontStack('en'))
void start(setupHost(window))

async function start(host: SetupHost | undefined): Promise<void> {
  if (!host) return stop(WORDS.noHost)
  try {
    build(await host.load(), host)
  } catch (error) {
    stop(WORDS.noFacts(told(error)))
  }
}

function stop(text: string): void {
  setText(lead, text)
  page.dataset['state'] = 'stopped'
}

function build(facts: SetupFacts, host: SetupHost): void {
  const store = new FormStore(facts)
  const preview = new PreviewPane(store)
  const sections: readonly Section[] = [
    lineSection(store, host),
    languagesSection(store),
    tillsSection(store, (cashier) => preview.call(cashier)),
    displaysSection(store, host),
    lookSection(store),
    soundSection(store),
    pinSection(store),
    checkSection(store),
  ]
  setText(lead, facts.first ? WORDS.lead.first : WORDS.lead.again)
  part(document, 'contents', HTMLElement).append(contents(sections))
  const room = part(document, 'sections', HTMLElement)
  room.append(...fileProblems(facts), ...sections.map(({ element }) => element))
  part(document, 'preview', HTMLElement).append(preview.element)
  store.onChange((view) => {
    for (const one of sections) one.show(view)
    preview.show(view)
  })
  part(document, 'bar', HTMLElement).append(...saveBar(store, host, showField).children)
  page.dataset['state'] = 'ready'
}

function contents(sections: readonly Section[]): HTMLElement {
  return el(
    'ol',
    {},
    sections.map(({ id, title }) => el('li', {}, [el('a', { href: `#${id}` }, [title])])),
  )
}

function fileProblems({ problems }: SetupFacts): HTMLElement[] {
  if (problems.length === 0) return []
  const lines = problems.map((problem) => el('li', {}, [problem]))
  return [
    el('div', { class: 'file-problems', role: 'alert' }, [el('h2', {}, [WORDS.fileProblem]), el('ul', {}, lines)]),
  ]
}

/** Leads to what is wrong: a till's own field is made visible by choosing the till first. */
function showField(field: string): void {
  const till = /^till-(\d+)-(\w+)$/u.exec(field)
  if (till) document.querySelector<HTMLElement>(`[data-key="${till[1]}"] .till`)?.click()
  const target = document.querySelector<HTMLElement>(`[data-field="${till ? `till-${till[2]}` : field}"]`)
  target?.scrollIntoView({ block: 'center' })
  target?.focus({ preventScroll: true })
}
