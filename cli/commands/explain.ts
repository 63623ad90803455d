import type { Customer } from '../../models/customer.ts'
import type { Answer, Command } from '../command.ts'
import { journeyLines, messageLines, segmentLines, totalLines } from '../explained-lines.ts'
import { findExplained } from '../explained-name.ts'
import { Refusal } from '../refusal.ts'
import type { World } from '../world.ts'

/** Why somebody is in a journey or not, got a message or not, belongs to a segment or not; or how all of a journey fared. */
export const explain: Command = {
  usage: 'explain <customer|name> [name]',
  summary: '为什么：一位客户在一个流程、群发、素材或人群包里怎样、原因是什么；只写名称时是合计',
  async run({ args: [who = '', what], world }) {
    const opened = await world()
    if (what === undefined) return totals(who, opened)
    const found = await opened.customers.find(who)
    if (found.length === 0) throw new Refusal('customer.not_found', ['没有这位客户：检查编号或手机号'])
    const explained = await Promise.all(found.map((customer) => explainOne(customer, what, opened)))
    return {
      lines: explained.flatMap(({ lines }, i) => [...(i === 0 ? [] : ['', '———', '']), ...lines]),
      json: explained.map(({ json }) => json),
    }
  },
}

async function explainOne(customer: Customer, name: string, opened: World): Promise<Answer> {
  const { explanations } = opened
  const { kind, id } = findExplained(name, opened.snapshot)
  switch (kind) {
    case 'journey': {
      const json = await explanations.journey(customer, id)
      return { lines: journeyLines(json), json: { of: kind, ...json } }
    }
    case 'message': {
      const json = await explanations.message(customer, id)
      return { lines: messageLines(json), json: { of: kind, ...json } }
    }
    case 'segment': {
      const json = await explanations.segment(customer, id)
      return { lines: segmentLines(json), json: { of: kind, ...json } }
    }
  }
}

async function totals(name: string, { explanations, snapshot }: World): Promise<Answer> {
  const { kind, id } = findExplained(name, snapshot)
  if (kind === 'segment') {
    throw new Refusal('explain.no_totals', ['人群包没有合计：写成 kelu explain <客户> <人群包>'], { id })
  }
  const json = await (kind === 'journey' ? explanations.journeyTotals(id) : explanations.messageTotals(id))
  return { lines: totalLines(json), json: { of: kind, ...json } }
}
