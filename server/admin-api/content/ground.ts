import type { AudiencePages } from '../../../domain/audience/ports.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { Outlook } from '../../../domain/outreach/create-outreach.ts'
import type { createTestSends } from '../../../domain/outreach/test-send.ts'
import type { Media } from '../../../models/media.ts'
import type { DefinitionsGround } from '../definitions/ground.ts'

/** What the operations about messages work with. */
export interface ContentGround extends DefinitionsGround {
  audience: AudiencePages
  customers: Pick<Customers, 'find' | 'findMany' | 'masked'>
  preview: Outlook['preview']
  /** The pictures people uploaded, by their ids. */
  pictures: (ids: readonly string[]) => Promise<Media[]>
  testSend: ReturnType<typeof createTestSends>
  /** Without brackets; empty where no gateway is set up. */
  smsSignature: string
  smsGateway: 'aliyun' | 'tencent'
  /** Where a mail can be seen for a few minutes: the draft or version of a message, for a reader. */
  mailAddress(of: { messageId: string; readerId: string | null }): string
}
