import { type ComputedRef, computed, type Ref, ref } from 'vue'
import { momentInWords } from '../../design/times.ts'
import { type Board, type TickingCard, tick } from './board.ts'

export interface Cards {
  /** Every card in view, as it reads now. */
  all: ComputedRef<TickingCard[]>
  /** Those of one person, or with null what nobody has. */
  of(userid: string | null): TickingCard[]
  /** The card in which a colleague is being chosen, and who was chosen by dropping it on their row. */
  reassigning: Ref<string | undefined>
  chosen: Ref<string | undefined>
  reassign(code: string, to?: string): void
  leave(): void
}

/** The cards of a board, ticking with `passed`, ms since it was answered. */
export function useCards(board: () => Board | undefined, passedMs: () => number): Cards {
  const reassigning = ref<string>()
  const chosen = ref<string>()
  const all = computed(() => {
    const data = board()
    if (!data) return []
    const asOf = new Date(data.now)
    const now = new Date(asOf.getTime() + Math.max(0, passedMs()))
    const held = data.items.flatMap(({ userid, name, clock, cards, done }) =>
      [...cards, ...done].map((card) => tick(card, { userid, name }, clock, asOf, now, momentInWords)),
    )
    const unheld = data.nobody.cards.map((card) =>
      tick(card, null, data.nobody.clock, asOf, now, momentInWords),
    )
    return [...held, ...unheld]
  })
  return {
    all,
    of: (userid) => all.value.filter(({ holder }) => (holder?.userid ?? null) === userid),
    reassigning,
    chosen,
    reassign(code, to) {
      reassigning.value = code
      chosen.value = to
    },
    leave() {
      reassigning.value = undefined
      chosen.value = undefined
    },
  }
}
