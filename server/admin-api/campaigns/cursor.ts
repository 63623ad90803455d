import type { ListPlace } from '../../../domain/campaigns/lists.ts'
import { readCursor, writeCursor } from '../places/cursor.ts'

/** Where a list along several flows goes on, as one text: of the how manieth, behind what. */
export const writePlace = ({ flow, after }: ListPlace): string =>
  `${flow}${after === null ? '' : `.${writeCursor(after)}`}`

/** @throws AdminRefusal for what `writePlace` did not write */
export function readPlace(text: string | undefined): ListPlace | null {
  if (text === undefined) return null
  const [, flow, after] = /^(\d{1,3})(?:\.(.+))?$/s.exec(text) ?? []
  // What has no such beginning is refused as a place within a flow is.
  return { flow: Number(flow ?? 0), after: readCursor(flow === undefined ? text : after) }
}
