import { contactIn } from '../../customers/contact-data.ts'
import type { CustomerChange, IdentityClaim } from '../../customers/contract.ts'
import { textLimit } from '../../customers/given-traits.ts'
import { declaredTrait, type TraitsDefinition } from '../../language/traits.ts'
import type { Fault } from '../faults.ts'
import type { TableRow } from '../file/table.ts'
import { tagNamesIn } from '../people/tag-names.ts'
import { claimsIn } from '../people/who.ts'
import {
  readEmail,
  readMoment,
  readMonthDay,
  readNumber,
  readPhone,
  readText,
  readYesNo,
} from '../read-cell.ts'
import { epochOf, openRow, present, type RowTerms } from '../read-row.ts'
import { type ConsentChannel, consentChannels } from './targets.ts'

/** What a row says about being written to. `incomplete`: a yes without its time, words or proof, which is none. */
export type Answer =
  | { kind: 'granted'; at: Date; text: string; evidence: string }
  | { kind: 'refused'; at?: Date; text?: string; evidence?: string }
  | { kind: 'incomplete' }
  | { kind: 'none' }

/** A row as it is understood. */
export interface Member {
  row: number
  claims: IdentityClaim[]
  phone?: string
  email?: string
  registeredAt?: Date
  profile: { realName?: string; nickname?: string; region?: string; sourceChannel?: string }
  tags: string[]
  traits: NonNullable<CustomerChange['setTraits']>
  answers: Record<ConsentChannel, Answer>
}

interface Terms {
  corp: string | undefined
  traits: readonly TraitsDefinition[]
}

const longest = {
  realName: 64,
  nickname: 64,
  region: 100,
  sourceChannel: 100,
  text: 2_000,
  evidence: 500,
}

/** A row of members, or all that is wrong with it. */
export function readMember(row: TableRow, around: RowTerms, terms: Terms): Member | { faults: Fault[] } {
  const epoch = epochOf(around)
  const reader = openRow(row, around)
  const { faults, take, fault, past, text } = reader
  const phone = take('phone', readPhone)
  const email = take('email', readEmail)
  const claims = claimsIn(reader, phone, terms.corp)
  const answers = { sms: answerOf('sms'), email: answerOf('email') }
  const registeredAt = past('registeredAt')
  const traits = traitsOf()
  const tags = tagNamesIn(reader)
  const profile = {
    realName: text('realName', longest.realName),
    nickname: text('nickname', longest.nickname),
    region: text('region', longest.region),
    sourceChannel: text('sourceChannel', longest.sourceChannel),
  }
  if (claims.length === 0 && faults.length === 0) faults.push({ code: 'noIdentity' })
  if (faults.length > 0) return { faults }
  return {
    row: row.row,
    claims,
    ...(phone !== undefined && { phone }),
    ...(email !== undefined && { email }),
    ...(registeredAt !== undefined && { registeredAt }),
    profile: present(profile),
    tags,
    traits,
    answers,
  }

  function answerOf(channel: ConsentChannel): Answer {
    const own = `consent.${channel}`
    const said = take(own, readYesNo)
    if (said === undefined) return { kind: 'none' }
    const at = past(`${own}.at`) ?? past('consent.at')
    const words = text(`${own}.text`, longest.text) ?? text('consent.text', longest.text)
    const evidence = text(`${own}.evidence`, longest.evidence) ?? text('consent.evidence', longest.evidence)
    if (!said) return { kind: 'refused', ...present({ at, text: words, evidence }) }
    if (at === undefined || words === undefined || evidence === undefined) return { kind: 'incomplete' }
    return { kind: 'granted', at, text: words, evidence }
  }

  function traitsOf(): Member['traits'] {
    const set: Member['traits'] = {}
    for (const target of reader.targets) {
      if (!target.startsWith('trait:')) continue
      const id = target.slice('trait:'.length)
      const field = declaredTrait(terms.traits, id)
      if (field === null) continue
      const value = take<string | number | boolean | Date>(target, (cell) => {
        if (field.type === 'number') return readNumber(cell)
        if (field.type === 'boolean') return readYesNo(cell)
        if (field.type === 'date') return readMoment(cell, epoch)
        if (field.type === 'monthDay') return readMonthDay(cell, epoch)
        return readText(cell, textLimit)
      })
      if (value === undefined) continue
      if (!field.personal && contactIn({ [id]: value }) !== null) fault(target, 'contactInClear')
      else set[id] = field.personal ? { personal: value } : value
    }
    return set
  }
}

export const channelsAsked = Object.keys(consentChannels) as ConsentChannel[]
