import type { InjectionKey, Ref } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import type { Channel } from '../../../design/channels.ts'
import type { PlainFault } from '../faults/plain-faults.ts'
import type { Way } from '../graph/ways.ts'
import type { Journey, Step } from '../graph/written.ts'

/** What the parts of the canvas share. */
export interface CanvasContext {
  journey: Ref<Journey>
  faults: Ref<readonly PlainFault[]>
  sentences: Ref<Record<string, string>>
  canEdit: Ref<boolean>
  /** The step whose drawer is open. */
  chosen: Ref<string | null>
  /** How many stand at a step of the live version now, and where they are listed; nothing where nobody may see it. */
  there: Ref<Readonly<Record<string, { people: number; to: RouteLocationRaw }>>>
  choose(id: string | null): void
  /** `firstChannel`, of the messages there are. */
  channelOf(step: Step | undefined): Channel | null
  /** Asks what to put on this way, beside the button that was pressed. */
  askFor(way: Way, beside: HTMLElement): void
  /** Something of the palette was dropped on this way. */
  dropOn(way: Way, kind: string): void
}

export const canvasContext: InjectionKey<CanvasContext> = Symbol('canvas')
export const draggedKind = 'application/x-kelu-step'
