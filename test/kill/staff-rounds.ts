import type { Sandbox } from '../../sandbox/contract.ts'
import type { Deed } from '../../sandbox/demo/conductor.ts'
import { staff } from '../../sandbox/demo/people.ts'
import type { FollowUp, Story } from './story.ts'

/** When salespeople look at their cards, by day: soon after the cards of that day, and again after those passed on or overdue. */
const rounds: Record<number, string[]> = {
  0: ['10:10', '10:20', '13:00', '15:45'],
  1: ['10:25', '10:35', '13:00', '15:45'],
  3: ['13:15', '13:25', '17:00'],
}

/** Salespeople look at their WeCom now and then and do with each new card what the story says. */
export function staffRounds(story: Story): Deed[] {
  const seen = new Set<string>()
  const accepted: { staff: string; cardId: string }[] = []
  const cardsAbout = new Map<string, number>()

  async function round(sandbox: Sandbox): Promise<void> {
    for (const { staff: userid, cardId } of accepted.splice(0)) {
      await sandbox.pressCard({ staff: userid, cardId, key: 'done' })
    }
    for (const { userid } of staff) {
      const cards = await sandbox.deliveries({ platform: 'wecom', kind: 'card', receiver: userid })
      for (const { ref: cardId = '', content } of cards) {
        if (seen.has(cardId)) continue
        seen.add(cardId)
        await handle(sandbox, userid, cardId, followUpOf(JSON.stringify(content)))
      }
    }
  }

  /** Whoever gets a card second, because a colleague passed it on or let it lie, takes care of it. */
  function followUpOf(card: string): FollowUp {
    const member = story.members.find(({ person }) => card.includes(`"${person.nickname}`))
    if (!member) throw new Error(`a card about nobody of the story: ${card}`)
    const before = cardsAbout.get(member.person.name) ?? 0
    cardsAbout.set(member.person.name, before + 1)
    return before === 0 ? (member.part.followUpOf?.(member.n) ?? 'acceptAndFinish') : 'acceptAndFinish'
  }

  async function handle(sandbox: Sandbox, userid: string, cardId: string, how: FollowUp): Promise<void> {
    const press = (key: string) => sandbox.pressCard({ staff: userid, cardId, key })
    switch (how) {
      case 'acceptAndFinish':
        await press('accept')
        accepted.push({ staff: userid, cardId })
        return
      case 'finish':
        return press('done')
      case 'passOn':
        return press('pass_on')
    }
  }

  return Object.entries(rounds).flatMap(([day, times]) =>
    times.map((time) => ({
      at: story.at(Number(day), time),
      what: 'salespeople look at their cards',
      perform: round,
    })),
  )
}
