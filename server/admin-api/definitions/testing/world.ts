import { checkTogether } from '../../../../domain/definitions/check-together.ts'
import { createDrafts } from '../../../../domain/definitions/drafts.ts'
import { partsOf } from '../../../../domain/definitions/keys.ts'
import { createMeta } from '../../../../domain/definitions/meta.ts'
import { createPublish } from '../../../../domain/definitions/publish.ts'
import { createPublishDrafts } from '../../../../domain/definitions/publish-drafts.ts'
import { createPublished } from '../../../../domain/definitions/published.ts'
import type { ReviewNeeded } from '../../../../domain/definitions/review.ts'
import { written } from '../../../../domain/definitions/testing/world.ts'
import { silentLog } from '../../../../domain/log.ts'
import type { Member } from '../../../../models/members.ts'
import { movableClock } from '../../../../test/testing/clock.ts'
import { wireDefinitionsApi } from '../../../wiring/definitions-api.ts'
import { contract } from '../../contract.ts'
import { adminWorld, type Ground } from '../../testing/world.ts'

/** The operations about definitions, in front of a real store. */
export async function definitionsWorld() {
  const clock = movableClock()
  const told: string[] = []
  let review: ReviewNeeded = async () => null
  let wired: ReturnType<typeof wireAll> | undefined

  function wireAll({ stores, connection, realClock, auditLog }: Ground) {
    const published = createPublished({ store: stores.definitions, log: silentLog })
    const publish = createPublish({
      store: stores.definitions,
      published,
      check: async (all) => checkTogether(all, (await stores.drafts.keys()).map(partsOf)),
      users: async () => [],
      clock,
    })
    const drafting = { store: stores.drafts, definitions: stores.definitions, published, clock }
    const api = wireDefinitionsApi({
      connection,
      templatesDir: 'templates',
      stores,
      published,
      publish,
      drafts: createDrafts({ ...drafting, realClock }),
      publishDrafts: createPublishDrafts({ ...drafting, publish }),
      meta: createMeta({ ...drafting, store: stores.definitionMeta, testResults: stores.testResults }),
      reviewNeeded: (intended, caller) => review(intended, caller),
      askReview: async () => 'review',
      auditLog,
      announce: (topic, id) => told.push(`${topic} ${id}`),
      clock,
      realClock,
    })
    return { api, publish }
  }

  const world = await adminWorld((ground) => {
    wired = wireAll(ground)
    const { definitions, drafts, publishing, steer, journeys, vocabulary } = contract
    return { contract: { definitions, drafts, publishing, steer, journeys, vocabulary }, handlers: wired.api }
  })

  return {
    ...world,
    clock,
    /** What open pages were told. */
    told,
    /** Puts documents into use, as files are. */
    publish: (text: string) =>
      wired?.publish({
        publish: written(text).map((each) => ({ definition: each.one, text: each.text })),
        origin: 'file',
        by: 'file',
      }),
    reviewBy(needed: ReviewNeeded) {
      review = needed
    },
    /** What somebody asks, as themselves. */
    async page(role: Member['role'], fields: Partial<Member> = {}) {
      const cookie = await world.as(role, fields)
      const ask = (method: 'GET' | 'POST' | 'PUT') => (path: string, body?: unknown) =>
        world.call(method, path, { cookie, body })
      return { get: ask('GET'), post: ask('POST'), put: ask('PUT') }
    },
  }
}

export type DefinitionsWorld = Awaited<ReturnType<typeof definitionsWorld>>

/** A journey of two steps, its message, and a live segment. */
export const small = `
journey: hello
name: 打招呼
owner: 王芳
entry: { segment: friends }
steps:
  rest:
    wait: 1 day
    next: greet
  greet:                    # 先等一天
    name: 问候
    send: { message: hi, channels: [sms] }
    next: end
---
message: hi
name: 问候语
purpose: marketing
sms:
  text: 你好 拒收请回复R
  templates: { aliyun: SMS_100001 }
---
segment: friends
name: 好友
kind: live
rule: { tag: 好友 }
`
