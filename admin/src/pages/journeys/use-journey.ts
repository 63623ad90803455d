import { computed, shallowRef, watch } from 'vue'
import type { Structure, UsedDraft } from '../../drafts/use-draft.ts'
import { begun, edited, type History, redone, undone } from './graph/history.ts'
import type { Journey } from './graph/written.ts'

/** A flow as it is being edited, with the way back and forth. */
export function useJourney(draft: UsedDraft) {
  const history = shallowRef<History<Structure>>(begun({}))
  watch(
    draft.structure,
    (now) => {
      // What others wrote, or the server put in order, is where one goes back to from then on.
      if (now && JSON.stringify(now) !== JSON.stringify(history.value.present)) history.value = begun(now)
    },
    { immediate: true },
  )

  function become(next: History<Structure>): void {
    if (next === history.value) return
    history.value = next
    draft.edit({ structure: next.present })
  }

  return {
    journey: computed(() => history.value.present as Journey),
    canEdit: computed(() => draft.writer.value === null && draft.structure.value !== null),
    canUndo: computed(() => history.value.past.length > 0),
    canRedo: computed(() => history.value.future.length > 0),
    edit: (journey: Journey) => become(edited(history.value, journey)),
    undo: () => become(undone(history.value)),
    redo: () => become(redone(history.value)),
  }
}

export type EditedJourney = ReturnType<typeof useJourney>
