import type { TagSync } from '../../domain/tag-sync/create-tag-sync.ts'
import type { EventHandler } from './event-handler.ts'

/** An administrator made, renamed, deleted or re-ordered tags or groups (change_external_tag): the whole list is read. */
export function createTagListChanged(deps: { tagSync: Pick<TagSync, 'listChanged'> }): EventHandler {
  return async (_event, delivery) => {
    await deps.tagSync.listChanged(delivery.at)
    return 'done'
  }
}
