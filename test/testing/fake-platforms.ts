import type {
  Contact,
  ContactReader,
  MiniProgramLogin,
  MiniProgramPhones,
} from '../../domain/customers/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Sender, Senders, WelcomeMessage } from '../../domain/outreach/ports.ts'
import type { CorpTags, ListedTagGroup } from '../../domain/tag-sync/ports.ts'
import type { ContentCheck, ContentVerdict } from '../../domain/text/ports.ts'

function acceptingSender<M>(sent: M[]): Sender<M> {
  return {
    send: async (message) => {
      sent.push(message)
      return { kind: 'sent', providerId: `p${sent.length}` }
    },
    find: async () => ({ kind: 'notFound' }),
  }
}

/** The outside platforms, by the ports we call them through. They remember what they were asked. */
export function fakePlatforms() {
  const welcomes: WelcomeMessage[] = []
  const people = new Map<string, Contact>()
  const tags = new Map<string, Set<string>>()
  const phones = new Map<string, { openid: string; unionid?: string }>()
  const verdicts = new Map<string, ContentVerdict>()
  const phoneCodes = new Map<string, string>()
  const loginApps = new Map<string, string>()
  const down = { contacts: false, login: false }

  const senders: Senders = {
    welcome: acceptingSender(welcomes),
    kf: acceptingSender([]),
    miniprogram: acceptingSender([]),
    sms: acceptingSender([]),
    email: acceptingSender([]),
  }
  const contacts: ContactReader = {
    async read(externalUserid) {
      if (down.contacts) throw new DomainError('platform.unavailable', { platform: 'wecom' })
      return people.get(externalUserid) ?? null
    },
  }
  const tagGroup: ListedTagGroup = { id: 'et-kelu', name: '客旅', order: 0, tags: [] }
  const corpTags: CorpTags = {
    list: async () => [structuredClone(tagGroup)],
    async make(_group, names) {
      const made = names.map((name) => ({ id: `et-${name}`, name, order: 0 }))
      tagGroup.tags.push(...made)
      return { kind: 'made', group: { ...tagGroup, tags: made } }
    },
    rename: async () => ({ kind: 'done' }),
    remove: async () => ({ kind: 'done' }),
    async mark({ staff, externalUserid, add, remove }) {
      const pair = `${staff} ${externalUserid}`
      const names = tags.get(pair) ?? new Set()
      const nameOf = (id: string) => tagGroup.tags.find((tag) => tag.id === id)?.name ?? id
      for (const id of add) names.add(nameOf(id))
      for (const id of remove) names.delete(nameOf(id))
      tags.set(pair, names)
      return { kind: 'done' }
    },
  }
  const login: MiniProgramLogin = {
    async exchange(code, appid) {
      loginApps.set(code, appid)
      if (down.login) throw new DomainError('platform.unavailable', { platform: 'wechat' })
      const person = phones.get(code)
      if (!person) throw new DomainError('login.refused')
      return person
    },
  }
  const proofs: MiniProgramPhones = {
    async numberOf(code, appid) {
      loginApps.set(code, appid)
      const phone = phoneCodes.get(code)
      phoneCodes.delete(code)
      if (phone === undefined) throw new DomainError('phone.code_refused')
      return phone
    },
  }
  return {
    senders,
    contacts,
    corpTags,
    login,
    phones: proofs,
    contentCheck: { check: async ({ words }) => verdicts.get(words) ?? 'pass' } satisfies ContentCheck,
    /** What is said of words other than `pass`. */
    verdicts,
    /** Codes of the button that gives a number, each good once. */
    phoneCodes,
    /** By which mini-program each code was asked about. */
    loginApps,
    welcomes,
    /** WeCom's view of a customer, by external_userid. */
    people,
    /** Corp tags, by `<staff> <external_userid>`. */
    tags,
    /** Log-in codes the mini-program platform accepts. */
    loginCodes: phones,
    down,
  }
}
