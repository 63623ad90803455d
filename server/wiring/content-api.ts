import { createAudience } from '../../domain/audience/query.ts'
import { createTestAccounts } from '../../domain/customers/test-accounts.ts'
import { createTestSends } from '../../domain/outreach/test-send.ts'
import { createContentHandlers } from '../admin-api/content/handlers.ts'
import { createPreviewTokens } from '../http/mail-preview/preview-token.ts'
import { createMailPreviewRouter } from '../http/mail-preview/router.ts'
import type { Reaching } from './broadcasts-api.ts'
import { createDefinitionsGround } from './definitions-api.ts'
import type { Stores } from './stores.ts'

/** Messages as people write, look at and try them. */
export function wireContentApi(
  deps: Parameters<typeof createDefinitionsGround>[0] & {
    stores: Pick<Stores, 'customers' | 'media'>
    reaching: Reaching
    smsSignature: string
    smsGateway: 'aliyun' | 'tencent'
    publicUrl: string
    /** Signs the addresses of previews. */
    linkKey: string | Uint8Array
  },
) {
  const { connection, stores, published, clock, realClock, reaching } = deps
  const { customers, outlook, saying } = reaching
  const { preview } = outlook
  const tokens = createPreviewTokens({ key: deps.linkKey, realClock })
  return {
    handlers: {
      content: createContentHandlers({
        ...createDefinitionsGround(deps),
        ...deps,
        customers,
        preview,
        pictures: stores.media.findMany,
        audience: createAudience({ connection, clock, segment: published.registry.segment }),
        testSend: createTestSends({
          testAccounts: createTestAccounts({ customers, store: stores.customers }),
          saying,
          clock,
        }),
        mailAddress: (subject) => `/api/mail-preview/${tokens.sign(subject)}`,
      }),
    },
    router: createMailPreviewRouter({
      tokens,
      preview,
      customers,
      drafts: deps.stores.drafts,
      published,
      publicUrl: deps.publicUrl,
    }),
  }
}
