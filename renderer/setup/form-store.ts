/** The form as it is now, and who wants to know when it changes. */
import type { SetupFacts } from '../../protocol/setup.ts'
import { type Problems, problemsOf } from './check.ts'
import { type Form, formOf } from './form.ts'

export type FormView = {
  readonly form: Form
  readonly facts: SetupFacts
  readonly problems: Problems
  /** What is to be said about a field now: nobody is told of a mistake while still typing. */
  said(field: string): string
}

export class FormStore {
  readonly facts: SetupFacts
  readonly #listeners: ((view: FormView) => void)[] = []
  readonly #left = new Set<string>()
  #form: Form
  #asked = false

  constructor(facts: SetupFacts) {
    this.facts = facts
    this.#form = formOf(facts)
  }

  get form(): Form {
    return this.#form
  }

  view(): FormView {
    const problems = problemsOf(this.#form)
    const said = (field: string) => (this.#asked || this.#left.has(field) ? (problems.get(field) ?? '') : '')
    return { form: this.#form, facts: this.facts, problems, said }
  }

  /** `listener` is called now and after each change. */
  onChange(listener: (view: FormView) => void): void {
    this.#listeners.push(listener)
    listener(this.view())
  }

  change(patch: Partial<Form>): void {
    this.#form = { ...this.#form, ...patch }
    this.#tell()
  }

  /** A person has finished with a field. */
  left(field: string): void {
    this.#left.add(field)
    this.#tell()
  }

  /** Saving was asked for: from now on every mistake is shown at once. */
  asked(): void {
    this.#asked = true
    this.#tell()
  }

  #tell(): void {
    const view = this.view()
    for (const listener of this.#listeners) listener(view)
  }
}
