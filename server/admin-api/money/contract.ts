import { z } from 'zod'
import { endpoint } from '../core/endpoint.ts'
import { time } from '../core/parts.ts'

const moved = z.object({ count: z.number(), fen: z.number() })

export const money = {
  today: endpoint({
    method: 'get',
    path: '/money/today',
    summary: 'What whoever looks after the money has to look at today',
    roles: ['owner', 'finance'],
    answer: z.object({
      now: time,
      /** Own orders paid today, and refunds WeChat Pay took today. */
      paid: moved,
      refunded: moved,
      /** Refunds that wait for a decision, and those that stand still. */
      waitingRefunds: z.number(),
      stuckRefunds: z.number(),
      /** Differences somebody has to look at, and the day of the latest. */
      openDifferences: z.number(),
      openDay: z.string().nullable(),
      /** The last day whose bills were compared; null while none was. */
      reconciledDay: z.string().nullable(),
    }),
  }),
}
