import type { AuditLog } from '../../../domain/members/audit-log.ts'
import type { TagSync } from '../../../domain/tag-sync/create-tag-sync.ts'
import { mostCorpTags } from '../../../domain/tag-sync/tag-book.ts'
import type { TagPush, TagRefusal } from '../../../models/tag-pushes.ts'
import type { Handlers } from '../core/endpoint.ts'
import type { tagGroups as contract } from './contract.ts'

const why: Record<TagRefusal['reason'], string> = {
  pairFull: '这位客户在企业微信里已有 3,000 个标签',
  corpFull: '企业微信里已有 10,000 个标签，删掉不用的才能再建',
  name: '企业微信不接受这个名字',
  foreignId: '客户编号是第三方应用给的，客旅用不了；客户同步后会换成自己的',
  configuration: '企业微信不允许客旅改标签，请检查应用权限',
}

export function createTagGroupHandlers(deps: {
  tagSync: Pick<TagSync, 'groups' | 'waiting' | 'refusals' | 'reconciliation' | 'setPrecedence' | 'removeTag'>
  auditLog: Pick<AuditLog, 'record'>
}): Handlers<typeof contract> {
  const { tagSync, auditLog } = deps

  return {
    async look() {
      const [groups, waiting, refusals, standing] = await Promise.all([
        tagSync.groups(),
        tagSync.waiting(),
        tagSync.refusals(),
        tagSync.reconciliation.standing(),
      ])
      const items = groups
        .filter(({ goneAt }) => goneAt === undefined)
        .sort((a, b) => b.order - a.order || a.name.localeCompare(b.name, 'zh-CN'))
        .map(({ groupId, name, wins, tags }) => ({
          id: groupId,
          name,
          wins,
          tags: tags
            .filter(({ goneAt }) => goneAt === undefined)
            .sort((a, b) => b.order - a.order)
            .map((tag) => ({ id: tag.id, name: tag.name, tag: tag.tag, isOwn: tag.isOwn })),
        }))
      return {
        items,
        count: items.reduce((sum, { tags }) => sum + tags.length, 0),
        most: mostCorpTags,
        waiting,
        refused: refusedTags(refusals),
        running: standing.running ?? null,
        last: standing.report ?? null,
      }
    },

    async setPrecedence({ params, body, caller }) {
      await tagSync.setPrecedence(params.id, body.wins)
      await auditLog.record(caller, {
        action: 'tagGroup.precedence_set',
        on: `tagGroup:${params.id}`,
        details: body,
      })
      return {}
    },

    async reconcile({ caller }) {
      const begun = await tagSync.reconciliation.ask()
      if (begun) await auditLog.record(caller, { action: 'tags.reconciled', on: 'tags' })
      return { begun }
    },

    async removeTag({ params, caller }) {
      await tagSync.removeTag(params.id)
      await auditLog.record(caller, { action: 'tag.removed', on: `corpTag:${params.id}` })
      return {}
    },
  }
}

function refusedTags(pushes: readonly TagPush[]) {
  const counts = new Map<string, { tag: string; why: string; customers: number }>()
  for (const { tag, reason } of pushes.flatMap(({ refused = [] }) => refused)) {
    const key = `${reason} ${tag}`
    const known = counts.get(key) ?? { tag, why: why[reason], customers: 0 }
    counts.set(key, { ...known, customers: known.customers + 1 })
  }
  return [...counts.values()].sort((a, b) => b.customers - a.customers).slice(0, 100)
}
