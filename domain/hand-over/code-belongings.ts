import type { DefinitionStore } from '../../models/definitions.ts'
import { type CodeKeeper, isMade, type KeptCode } from '../channel-codes/keep-codes.ts'
import { membersOf } from '../channel-codes/pool.ts'
import { keyOf, versionKeyOf } from '../definitions/keys.ts'
import type { Publish } from '../definitions/publish.ts'
import type { Published } from '../definitions/published.ts'
import { DomainError } from '../errors.ts'
import type { Colleague } from '../sales/staff-directory.ts'
import { codeWithout } from './code-without.ts'
import type { Belongings, Given } from './ports.ts'

/** What WeCom did not answer is asked again by who keeps the codes, ms. */
const lookAgainMs = 60_000

/**
 * Channel codes that lead to a member. Where a code names them the colleague takes their place; where it names their department
 * the others of it do, and the colleague only when nobody is left. The change is a version of the definition like any other; what
 * WeCom lets the code lead to is told by whoever keeps it.
 */
export function codeBelongings(deps: {
  keeper: Pick<CodeKeeper, 'used' | 'look'>
  published: Pick<Published, 'snapshot' | 'refresh'>
  publish: Publish
  versions: Pick<DefinitionStore, 'versions'>
  directory: { all(): Promise<Colleague[]> }
}): Belongings {
  const { keeper, published, publish, versions, directory } = deps

  const codes = (): KeptCode[] => published.snapshot().registry.channelCodes.filter(isMade)

  const isIn = ({ made }: KeptCode, userid: string, colleagues: readonly Colleague[]): boolean =>
    [...membersOf(made, colleagues), ...made.backup].some((member) => member.userid === userid)

  /** Publishes the code without them, on top of what it says now; the code of the refusal. */
  async function replace(id: string, of: { from: string; to: string; by: string }): Promise<string | null> {
    for (;;) {
      const snapshot = await published.refresh()
      const code = codes().find((one) => one.id === id)
      const number = snapshot.headOf('channel', id)?.number
      if (!code || number === undefined) return null
      const [version] = await versions.versions([versionKeyOf(keyOf('channel', id), number)])
      const next = codeWithout({
        code,
        text: version?.text ?? null,
        colleagues: await directory.all(),
        ...of,
      })
      if (next === null) return null
      try {
        await publish({ publish: [next], origin: 'page', by: of.by }, snapshot.number)
        return null
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        if (error.code === 'definitions.moved') continue
        if (error.code === 'definitions.refused') return 'code.refused'
        throw error
      }
    }
  }

  /** Whom it leads to in WeCom by now. */
  async function standing(id: string, { from, to }: { from: string; to: string }): Promise<Given> {
    const code = codes().find((one) => one.id === id)
    if (!code) return { kind: 'given' }
    await keeper.used(code.state)
    const [look] = await keeper.look([code])
    const way = look?.way
    // Nobody made it yet: it begins with whom it names now.
    if (!look || !way || (way.configId === undefined && !way.fault)) return { kind: 'given' }
    const colleague = look.pool.people.find(({ userid }) => userid === to)
    if (colleague?.refused) return { kind: 'refused', code: colleague.refused.code }
    if (way.fault || way.told === undefined) return { kind: 'later', afterMs: lookAgainMs }
    if (!way.users.includes(from) || isIn(code, from, await directory.all())) return { kind: 'given' }
    return { kind: 'refused', code: 'code.nobody' }
  }

  return {
    what: 'code',
    async list(userid) {
      const member = userid.toLowerCase()
      const colleagues = await directory.all()
      const looks = await keeper.look(codes())
      return looks
        .filter(({ code, way }) => isIn(code, member, colleagues) || way?.users.includes(member))
        .map(({ code }) => code.id)
    },
    async give({ ref, from, to, by }) {
      const of = { from: from.toLowerCase(), to: to.toLowerCase() }
      const refused = await replace(ref, { ...of, by })
      return refused === null ? standing(ref, of) : { kind: 'refused', code: refused }
    },
  }
}
