import { keyOf } from '../../../domain/definitions/keys.ts'
import { rulesInForce } from '../../../domain/definitions/rules-in-force.ts'
import { structureOf } from '../../../domain/definitions/written-text.ts'
import { DomainError } from '../../../domain/errors.ts'
import { signatureOf } from '../../../domain/language/brands.ts'
import { forbiddenTextsIn } from '../../../domain/language/forbidden-texts.ts'
import type { MessageDefinition } from '../../../domain/language/message.ts'
import type { Rule } from '../../../domain/language/rule.ts'
import { checkPictures } from '../../../domain/media/check-pictures.ts'
import { channelsOf } from '../../../domain/outreach/outlook/preview.ts'
import type { Customer } from '../../../models/customer.ts'
import { presentOutcome, presentSomebody } from '../broadcasts/present.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { createLook } from '../definitions/look.ts'
import { sentenceOf } from '../definitions/present.ts'
import type { content as contract } from './contract.ts'
import { gatewayChecks } from './gateway-checks.ts'
import type { ContentGround } from './ground.ts'
import { presentShown } from './present.ts'
import { readForChannel, readMessage } from './read-message.ts'

const readersAtOnce = 8
/** Somebody with a name makes a better reader than somebody without. */
const withName: Rule = { kind: 'trait', trait: 'nickname', tests: [{ op: 'exists', value: true }] }

/** 素材与话术: how they stand and how they read. Written and published they are by `definitions`. */
export function createContentHandlers(ground: ContentGround): Handlers<typeof contract> {
  const { published, draftStore, definitions, customers, audience, preview, auditLog } = ground
  const look = createLook(ground)

  /** As it is in use, or as the draft of one that never was says. */
  async function said(id: string) {
    const snapshot = published.snapshot()
    const head = snapshot.headOf('message', id)
    if (head !== null) return published.version('message', `${id}@${head.number}`)
    const draft = await draftStore.find(keyOf('message', id))
    return readMessage(structureOf(draft?.text ?? '') ?? {}).message
  }

  const presentReader = (customer: Customer) => ({
    ...presentSomebody(customer, customers),
    note: [customer.profile.region, customer.isTest ? '测试账号' : ''].filter(Boolean).join(' · '),
  })

  async function readerOf(id: string | null): Promise<Customer | null> {
    if (id === null) return null
    const found = await customers.find(id)
    if (found === null) throw new DomainError('customer.not_found', { id })
    return found
  }

  return {
    async list() {
      const snapshot = await published.refresh()
      const summaries = await look.all('message')
      const items = await Promise.all(
        summaries.map(async ({ id, name, state, stateName, number, draft, owner }) => {
          const message = await said(id)
          return {
            id,
            name,
            state,
            stateName,
            number,
            owner,
            hasDraft: draft !== null,
            purpose: message?.purpose ?? null,
            category: message?.category ?? null,
            channels: message ? channelsOf(message) : [],
            usedBy: look.usedBy(keyOf('message', id), snapshot),
          }
        }),
      )
      return { items }
    },

    async readers({ query: { after } }) {
      for await (const ids of audience.pages(withName, { pageSize: readersAtOnce, after })) {
        const found = await customers.findMany(ids)
        const items = ids.flatMap((id) => found.get(id) ?? []).map(presentReader)
        return { items, next: ids.at(-1) ?? null }
      }
      return { items: [], next: null }
    },

    async look({ body: { structure, channel, readers } }) {
      const { message, faults } = readForChannel(structure, channel)
      // Of all channels: one word anywhere must be mended. What cannot be read is not published either.
      const whole = readMessage(structure).message ?? message
      const forbidden = whole === null ? [] : forbiddenIn(whole)
      const { smsSignature: own, smsGateway: gateway } = ground
      const { costs, brands } = rulesInForce(published.snapshot()).rules
      const { smsSegmentFen } = costs
      const signature = signatureOf(message ?? {}, { brands, gateway, own }) ?? ''
      const around = {
        ...{ forbidden, smsSegmentFen, signature, smsGateway: gateway },
        brands: Object.entries(brands).map(([key, { name }]) => ({ key, name })),
      }
      if (message === null) {
        return { ...around, views: [], gateway: [], faults }
      }
      const views = await Promise.all(
        readers.map(async (readerId) => {
          const customer = await readerOf(readerId)
          const found = await preview(message, channel, customer)
          const address = ground.mailAddress({ messageId: message.id, readerId })
          return {
            reader: customer && presentReader(customer),
            shown: presentShown(found, { segmentFen: smsSegmentFen, address }),
            variables: found.variables,
          }
        }),
      )
      const inUse = await inUseOf(message.id)
      const pictures = await checkPictures([{ kind: 'message', definition: message }], ground.pictures)
      return {
        ...around,
        views,
        gateway: gatewayChecks(message, channel, { signature, gateway, inUse }),
        faults: pictures.map(({ path, expected, todo }) => ({
          path,
          sentence: sentenceOf({ expected, todo }),
        })),
      }
    },

    async test({ body: { structure, channel }, caller }) {
      const { message, faults } = readForChannel(structure, channel)
      if (message === null) {
        const places = Object.fromEntries(faults.map(({ path, sentence }) => [path, sentence]))
        throw new AdminRefusal(422, 'message.invalid', '先改好标出的地方，再试发', places)
      }
      const key = keyOf('message', message.id)
      const number = ((await definitions.newestVersion(key))?.number ?? 0) + 1
      const sends = await ground.testSend(message, number, { channels: [channel] })
      await auditLog.record(caller, {
        action: 'message.tested',
        on: key,
        details: { channel, people: sends.length },
      })
      return {
        items: sends.map(({ customer, outcome }) => ({
          ...presentSomebody(customer, customers),
          ...presentOutcome(outcome),
        })),
      }
    },
  }

  async function inUseOf(id: string) {
    const version = published.snapshot().versionOf('message', id)
    return version === null ? null : published.version('message', version)
  }
}

function forbiddenIn(message: MessageDefinition) {
  return forbiddenTextsIn(message).map(({ path, word, at, instead }) => ({
    path: path.join('.'),
    word,
    at,
    instead: [...instead],
  }))
}
