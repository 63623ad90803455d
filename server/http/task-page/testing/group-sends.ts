import type { Clock } from '../../../../domain/clock.ts'
import { defaultZone, isoDay } from '../../../../domain/local-time.ts'
import { createConfirmationStore } from '../../../../models/confirmations.ts'
import type { Connection } from '../../../../models/connect.ts'
import { createGroupSendPeopleStore, personKey } from '../../../../models/group-send-people.ts'
import { createGroupSendStore, type GroupSend } from '../../../../models/group-sends.ts'
import { news, newsFlow } from '../../../../test/group-sends/texts.ts'
import { definitionsIn } from '../../../../test/testing/definitions-in.ts'

const hourMs = 3_600_000

/** Group-sends as the engine leaves them, of a flow called 流程flow with the message 新品通知. */
export function groupSendsIn({ connection, clock }: { connection: Connection; clock: Clock }) {
  const stores = {
    confirmations: createConfirmationStore(connection),
    groupSends: createGroupSendStore(connection),
    groupSendPeople: createGroupSendPeopleStore(connection),
  }
  const all = definitionsIn(`${news}---${newsFlow()}`, []).map(({ definition }) => definition)
  const registry = {
    messages: all.flatMap((each) => (each.kind === 'message' ? each.definition : [])),
    journeys: all.flatMap((each) => (each.kind === 'journey' ? each.definition : [])),
  }
  let made = 0

  return {
    stores,
    registry,
    /** One that waits for its salesperson since now, for four hours; `outcomes`: what became of it for each customer. */
    async aGroupSend({
      sender,
      outcomes,
      ...said
    }: Partial<GroupSend> & { sender: string; outcomes: (string | undefined)[] }): Promise<void> {
      made += 1
      const now = clock.now()
      const _id = `${sender}:news@1:${made}`
      const day = isoDay(now, defaultZone)
      await stores.groupSends.insert({
        _id,
        corp: 'ww1',
        sender,
        messageId: 'news',
        version: 'news@1',
        purpose: 'marketing',
        journeyId: 'flow',
        isTest: false,
        priority: 5,
        state: 'awaiting',
        day,
        opensAt: now,
        closesAt: now,
        expiresAt: new Date(now.getTime() + 4 * hourMs),
        content: { text: '新品到店', attachments: [] },
        links: {},
        people: outcomes.length,
        asked: outcomes.length,
        msgid: `msg-${made}`,
        calledAt: now,
        calls: 1,
        lookups: 0,
        rev: 0,
        ...said,
      })
      await stores.confirmations.take(_id, { sender, day, most: 9, at: now })
      for (const [n, outcome] of outcomes.entries()) {
        await stores.groupSendPeople.insert({
          _id: personKey(_id, `wm${n}`),
          groupSend: _id,
          externalUserid: `wm${n}`,
          touchId: `touch-${made}-${n}`,
          customerId: `customer-${n}`,
          state: outcome ? 'settled' : 'asked',
          ...(outcome && { outcome }),
          joinedAt: now,
        })
      }
    },
  }
}
