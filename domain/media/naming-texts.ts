import type { DefinitionStore } from '../../models/definitions.ts'
import type { DraftStore } from '../../models/drafts.ts'
import type { SkuStore } from '../../models/skus.ts'
import type { NamingTexts } from './media.ts'

/** Every kept text in which a picture can be named. */
export function createNamingTexts(stores: {
  definitions: Pick<DefinitionStore, 'messages'>
  drafts: Pick<DraftStore, 'texts'>
  skus: Pick<SkuStore, 'pictures'>
}): NamingTexts {
  return {
    async *all() {
      yield* stores.definitions.messages()
      yield* stores.drafts.texts()
      yield* stores.skus.pictures()
    },
  }
}
