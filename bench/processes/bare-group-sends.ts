import type { Document } from 'mongodb'
import pLimit from 'p-limit'
import { runShards } from '../../models/run.ts'
import { bareStore } from '../bare-store.ts'
import { bareWecom, type Wecom } from '../bare-wecom.ts'
import { copyOf } from '../copy.ts'
import { renamed } from '../recorded.ts'
import { type Confirmed, type Fate, type SettledWrites, type Step, together } from '../settled-writes.ts'
import { answer } from './answer.ts'

interface Given {
  recorded: SettledWrites
  confirmed: Confirmed[]
  wecom: Wecom
}

/** What is written of customers of one fate, by external_userid. */
type StepsOf = Map<string, Step[]>

/** As Kelu has them: rows read at a time, runs of a batch, sends at once in each, batches at once. */
const rowsAtOnce = 500
const batchSize = 200
const sendsAtOnce = 8
const batchesAtOnce = runShards
const resultsPerPage = 1_000
const calls = '/cgi-bin/externalcontact'
const isSent = 1

const db = await bareStore(process.env.BARE_URI ?? '')
let made = 0

async function write({ command, found }: Pick<Step, 'command' | 'found'>): Promise<void> {
  const { n } = await db.command(command)
  if (n !== found) throw new Error(`${JSON.stringify(command).slice(0, 300)} found ${n}, not ${found}`)
}

/** Makes everybody's documents as those of the recorded customer were, and tells what is to be written of each. */
async function prepared({ recorded, confirmed }: Given, fate: Fate): Promise<StepsOf> {
  const { steps, own, before } = recorded[fate]
  const stepsOf: StepsOf = new Map()
  const documents = new Map<string, Map<string, Document & { _id: string }>>()
  for (const externalUserid of confirmed.flatMap((send) => send[fate])) {
    made += 1
    const id = String(made).padStart(10, '0')
    const ids = new Map([
      [own.customerId, `c_bare${id}`],
      [own.externalUserid, `wmBare${id}`],
      [own.openid, `openid_bare${id}`],
    ])
    stepsOf.set(externalUserid, renamed(steps, ids))
    for (const [name, document] of Object.entries(renamed(before, ids))) {
      const ofName = documents.get(name) ?? new Map()
      documents.set(name, ofName.set(document._id, document))
    }
  }
  for (const [name, all] of documents) {
    const into = db.collection<Document & { _id: string }>(name)
    await copyOf(into, [...all.keys()], (id) => ({ ...all.get(id), _id: id }))
  }
  return stepsOf
}

/** What one customer's settling takes, each write behind the one before. */
async function settle(steps: Step[] | undefined): Promise<void> {
  if (steps === undefined) throw new Error('WeCom names somebody nobody knows')
  for (const step of steps) if (step.by === 'sweep' && !step.isShared) await write(step)
}

/** What is written of a page of customers together, before any of them is settled. */
async function keepSeen(page: Step[][]): Promise<void> {
  const shared = page.map((steps) => steps.filter((step) => step.by === 'sweep' && step.isShared))
  for (const at of shared[0]?.keys() ?? []) await write(together(shared.flatMap((steps) => steps[at] ?? [])))
}

/** The runs of a batch go on: what is shared is written together, the rest customer by customer, so many at once. */
async function goOnTogether(batch: Step[][]): Promise<void> {
  const slot = pLimit(sendsAtOnce)
  const own = batch.map((steps) => steps.filter(({ by }) => by === 'run'))
  const order = own[0] ?? []
  for (let from = 0; from < order.length; ) {
    if (order[from]?.isShared) {
      await write(together(own.flatMap((steps) => steps[from] ?? [])))
      from += 1
      continue
    }
    const next = order.findIndex(({ isShared }, at) => at > from && isShared)
    const to = next === -1 ? order.length : next
    const one = async (steps: Step[]) => {
      for (const step of steps.slice(from, to)) await write(step)
    }
    await Promise.all(own.map((steps) => slot(() => one(steps))))
    from = to
  }
}

async function goOn(stepsOf: StepsOf): Promise<void> {
  const slot = pLimit(batchesAtOnce)
  const all = [...stepsOf.values()]
  const size = Math.max(1, Math.min(batchSize, Math.ceil(all.length / batchesAtOnce)))
  await Promise.all(pagesOf(all, size).map((batch) => slot(() => goOnTogether(batch))))
}

function pagesOf<T>(all: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
}

answer({
  /** The calls and writes of so many group-sends and their customers, one group-send behind the other as Kelu has them; in ms. */
  settle: async (given: Given): Promise<number> => {
    const [sent, left] = [await prepared(given, 'sent'), await prepared(given, 'left')]
    const ask = await bareWecom(given.wecom)
    const statusesOf = async ({ msgid, userid }: Confirmed) => {
      const statuses: { external_userid: string; status: number }[] = []
      for (let cursor: string | undefined; cursor !== ''; ) {
        const page = await ask<{ send_list: typeof statuses; next_cursor: string }>(
          `${calls}/get_groupmsg_send_result`,
          { msgid, userid, limit: resultsPerPage, ...(cursor && { cursor }) },
        )
        statuses.push(...page.send_list)
        cursor = page.next_cursor
      }
      return statuses
    }

    const begun = performance.now()
    for (const send of given.confirmed) {
      await ask(`${calls}/get_groupmsg_task`, { msgid: send.msgid, limit: resultsPerPage })
      for (const { external_userid: id, status } of await statusesOf(send)) {
        if (status === isSent) await settle(sent.get(id))
      }
      await ask(`${calls}/cancel_groupmsg_send`, { msgid: send.msgid })
      const unsent = (await statusesOf(send)).filter(({ status }) => status !== isSent)
      for (const page of pagesOf(unsent, rowsAtOnce)) {
        await keepSeen(page.flatMap(({ external_userid: id }) => [left.get(id) ?? []]))
      }
    }
    const goingOn = goOn(sent)
    for (const send of given.confirmed) {
      for (const { external_userid: id, status } of await statusesOf(send)) {
        if (status !== isSent) await settle(left.get(id))
      }
    }
    await goingOn
    await goOn(left)
    return performance.now() - begun
  },
})
