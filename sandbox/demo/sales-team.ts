import type { Delivery, Sandbox } from '../contract.ts'
import type { Cast, CastMember } from './cast.ts'
import type { Deed } from './conductor.ts'
import { wholeTeam } from './people.ts'
import type { FollowUp } from './role.ts'

const minuteMs = 60_000
/** How long salespeople take to look at a new card, and to finish what they accepted. */
const lookAfterMs = 10 * minuteMs
const finishAfterMs = 90 * minuteMs

/** Events after which a card may be on its way to somebody. */
const announcing = new Set(['task.created', 'task.passed_on', 'task.overdue'])

export interface SalesTeam {
  /** Told of every event of the story; adds a look at the cards to what is to be done. */
  hear(event: { name: string; at: Date }): void
}

/** Salespeople who look at a card ten minutes after it came, and do with it what the cast says. */
export function createSalesTeam(cast: Cast, agenda: Deed[], days: number): SalesTeam {
  const byNickname = new Map(cast.members.map((member) => [member.person.nickname, member]))
  const seen = new Set<string>()
  const handled = new Map<string, number>()

  const look = (at: Date): Deed => ({
    at,
    what: '销售查看待办',
    perform: (sandbox) => lookAround(sandbox, at),
  })

  async function lookAround(sandbox: Sandbox, at: Date): Promise<void> {
    for (const { userid } of wholeTeam) {
      for (const card of await sandbox.deliveries({ platform: 'wecom', kind: 'card', receiver: userid })) {
        const cardId = card.ref ?? ''
        if (seen.has(cardId) || onlyTells(card)) continue
        seen.add(cardId)
        await handle(sandbox, { userid, cardId, content: JSON.stringify(card.content), at })
      }
    }
  }

  async function handle(
    sandbox: Sandbox,
    { userid, cardId, content, at }: { userid: string; cardId: string; content: string; at: Date },
  ): Promise<void> {
    const about = [...byNickname].find(([nickname]) => content.includes(`"${nickname}"`))?.[1]
    if (!about) throw new Error(`a card about nobody of the cast reached ${userid}: ${content}`)
    const times = (handled.get(about.person.name) ?? 0) + 1
    handled.set(about.person.name, times)
    const press = (key: string, on: Sandbox = sandbox) => on.pressCard({ staff: userid, cardId, key })
    switch (followUpOf(about, times)) {
      case 'acceptAndFinish':
        await press('accept')
        agenda.push({
          at: new Date(at.getTime() + finishAfterMs),
          what: `${userid} 完成任务`,
          perform: (on) => press('done', on),
        })
        return
      case 'accept':
        return press('accept')
      case 'finish':
        return press('done')
      case 'passOn':
        return press('pass_on')
      case 'ignore':
        return
    }
  }

  // What came in at night is on the table in the morning.
  for (let day = 0; day < days; day++) agenda.push(look(cast.at(day, '09:10')))

  return {
    hear({ name, at }) {
      if (announcing.has(name)) agenda.push(look(new Date(at.getTime() + lookAfterMs)))
    },
  }
}

/** The card of the morning opens the list, and has nothing to press. */
export function onlyTells({ content }: Delivery): boolean {
  return (content.card as { card_type?: unknown } | undefined)?.card_type === 'text_notice'
}

/** Whoever gets a card second, because a colleague passed it on or let it lie, takes care of it. */
function followUpOf(member: CastMember, times: number): FollowUp {
  return times > 1 ? 'acceptAndFinish' : (member.role.followUp?.(member) ?? 'acceptAndFinish')
}
