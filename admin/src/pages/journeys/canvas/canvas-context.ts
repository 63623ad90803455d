import type { InjectionKey, Ref } from 'vue'
import type { Fault } from '../graph/step-words.ts'
import type { Way } from '../graph/ways.ts'
import type { Journey } from '../graph/written.ts'

/** What the parts of the canvas share. */
export interface CanvasContext {
  journey: Ref<Journey>
  faults: Ref<readonly Fault[]>
  sentences: Ref<Record<string, string>>
  canEdit: Ref<boolean>
  /** The step whose drawer is open. */
  chosen: Ref<string | null>
  choose(id: string | null): void
  /** Asks what to put on this way, beside the button that was pressed. */
  askFor(way: Way, beside: HTMLElement): void
  /** Something of the palette was dropped on this way. */
  dropOn(way: Way, kind: string): void
}

export const canvasContext: InjectionKey<CanvasContext> = Symbol('canvas')
export const draggedKind = 'application/x-kelu-step'
