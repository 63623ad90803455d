import { onScopeDispose } from 'vue'

/** What the buttons that are cards are named by: `card-<code>`. */
const prefix = 'card-'
const ofCard = `[id^=${prefix}]`
const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }

/** Arrow keys go from card to card, in the order they stand; T on a card opens the choice of a colleague. */
export function useCardKeys(reassign: (code: string) => void): void {
  function press(event: KeyboardEvent): void {
    const here = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(ofCard) : null
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key.toLowerCase() === 't') {
      event.preventDefault()
      reassign(here.id.slice(prefix.length))
      return
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const all = [...document.querySelectorAll<HTMLElement>(ofCard)]
    all[all.indexOf(here) + step]?.focus()
  }
  document.addEventListener('keydown', press)
  onScopeDispose(() => document.removeEventListener('keydown', press))
}
