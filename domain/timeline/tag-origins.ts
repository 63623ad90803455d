import type { Customer, Tag, TagReason } from '../../models/customer.ts'
import type { TimelineReader } from '../../models/customer-timeline.ts'
import type { KeluEvent } from '../../models/event.ts'
import { isTagKept } from '../customers/kept-tags.ts'
import { reasonWords } from '../customers/preferences/reason-words.ts'
import type { Published } from '../definitions/published.ts'
import { idsOf } from '../explanations/find-definition.ts'
import { isOfIntegration, memberOfCause } from '../members/cause.ts'
import { createDefinitionNames } from './definition-names.ts'
import { journeyOfCause } from './event-lines.ts'
import type { LineLink } from './lines.ts'

/** A tag, and where it came from. */
export interface TagWithOrigin extends Tag {
  /** zh-CN: 流程「沉睡会员唤醒」, 偏好规则「价格敏感」第 2 版, 企业微信, 手工 · 王芳. */
  origin: string
  /** The flow that set it. */
  of?: LineLink
  /** zh-CN: why somebody has a preference, in counts. */
  why?: string
  /** Kelu keeps it itself: taking it off by hand would not last. */
  isKept: boolean
}

/** More tags than anybody has, each set and taken off a few times. */
const mostEvents = 1_000

/** Where each tag a person has came from, as far as the event that set it is kept. */
export function createTagOrigins(deps: {
  reader: Pick<TimelineReader, 'events'>
  published: Pick<Published, 'snapshot' | 'version'>
  memberName: (login: string) => Promise<string>
}) {
  const namesOf = createDefinitionNames(deps.published)

  return async function tagsOf(customer: Customer): Promise<TagWithOrigin[]> {
    const set = await deps.reader.events(
      { customerIds: idsOf(customer), after: null, limit: mostEvents },
      { only: ['customer.tag_added'] },
    )
    const eventOf = new Map<string, KeluEvent>()
    // Newest first: the first of a name is the one that holds.
    for (const event of set) {
      const tag = String(event.props.tag)
      if (!eventOf.has(tag)) eventOf.set(tag, event)
    }
    const causes = customer.tags.map(({ name }) => eventOf.get(name)?.cause)
    const definition = await namesOf([
      ...causes.flatMap((cause) =>
        cause ? [{ kind: 'journey' as const, id: cause.split(':')[0] ?? '' }] : [],
      ),
      ...customer.tags.flatMap(({ reason }) =>
        reason ? [{ kind: 'preferenceRule' as const, id: ruleOf(reason).id }] : [],
      ),
    ])
    return Promise.all(customer.tags.map((tag, i) => withOrigin(tag, causes[i], definition)))
  }

  async function withOrigin(
    tag: Tag,
    cause: string | undefined,
    definition: Awaited<ReturnType<typeof namesOf>>,
  ): Promise<TagWithOrigin> {
    const { reason } = tag
    if (reason !== undefined) {
      const { id, version } = ruleOf(reason)
      const origin = `偏好规则「${definition('preferenceRule', id)}」第 ${version} 版`
      return { ...tag, origin, why: reasonWords(reason), isKept: false }
    }
    const isKept = isTagKept(tag)
    if (tag.from === 'wecom') return { ...tag, origin: '企业微信标签', isKept }
    if (isKept) return { ...tag, origin: tag.kind === 'base' ? '客户资料' : '偏好与消费规则', isKept }
    const member = memberOfCause(cause)
    if (member !== null) return { ...tag, origin: `手工 · ${await deps.memberName(member)}`, isKept }
    if (isOfIntegration(cause)) return { ...tag, origin: '接口', isKept }
    const of = journeyOfCause(cause, { definition, staff: (userid) => userid })
    if (of) return { ...tag, origin: `流程「${of.name}」`, of, isKept }
    return { ...tag, origin: kinds[tag.kind], isKept }
  }
}

/** What a version says of itself: `<id>@<number>`. */
function ruleOf({ rule }: TagReason): { id: string; version: string } {
  const [id = '', version = ''] = rule.split('@')
  return { id, version }
}

const kinds: Record<Tag['kind'], string> = {
  base: '来源',
  rule: '规则',
  preference: '偏好规则',
  manual: '手工',
}
