/** The kiosk's main process, as the page sees it. What it answers is checked like anything from outside. */
import {
  decodeFacts,
  decodeSaved,
  decodeTried,
  type Saved,
  type SetupDraft,
  type SetupFacts,
  type Tried,
} from '../../protocol/setup.ts'

/** `window.cashierqSetup`, from the preload. */
export type SetupBridge = {
  load(): Promise<unknown>
  save(draft: SetupDraft): Promise<unknown>
  tryRelay(relay: string): Promise<unknown>
  identify(): Promise<unknown>
  finish(): Promise<unknown>
}

declare global {
  interface Window {
    readonly cashierqSetup?: SetupBridge
  }
}

export type SetupHost = {
  load(): Promise<SetupFacts>
  save(draft: SetupDraft): Promise<Saved>
  tryRelay(relay: string): Promise<Tried>
  identify(): Promise<void>
  finish(): Promise<void>
}

/** `undefined`: the page is open in a browser. */
export function setupHost({ cashierqSetup: bridge }: Window): SetupHost | undefined {
  if (!bridge) return undefined
  return {
    load: async () => decodeFacts(await bridge.load()),
    save: async (draft) => decodeSaved(await bridge.save(draft)),
    tryRelay: async (relay) => decodeTried(await bridge.tryRelay(relay)),
    async identify() {
      await bridge.identify()
    },
    async finish() {
      await bridge.finish()
    },
  }
}

/** One line about any thrown thing, for the page. */
export function told(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
