import type { Change } from '../../../../domain/definitions/change.ts'
import type { TogetherFault } from '../../../../domain/definitions/check-together.ts'
import { partsOf } from '../../../../domain/definitions/keys.ts'
import type { Outcome } from '../../../../domain/definitions/publish.ts'
import type { SeenDraft } from '../../../../domain/definitions/publish-drafts.ts'
import { DomainError } from '../../../../domain/errors.ts'
import type { Caller } from '../../../../domain/members/caller.ts'
import { AdminRefusal } from '../../core/refuse.ts'
import type { DefinitionsGround } from '../ground.ts'
import { sentenceOf } from '../present.ts'

type Ground = Pick<
  DefinitionsGround,
  'announce' | 'askReview' | 'auditLog' | 'publish' | 'publishDrafts' | 'published' | 'reviewNeeded'
>
type Wish = Omit<Change, 'origin' | 'by'>

interface Deed {
  key: string
  /** The publication that was looked at; absent = whatever is the newest. */
  on?: number
  /** For the audit log. */
  action: string
  details?: Record<string, unknown>
}

/** The one way by which people change what is in use: asked for a second person, told, and noted. */
export function createPublishing(ground: Ground) {
  async function reviewed(change: Change, drafts: readonly SeenDraft[], caller: Caller): Promise<void> {
    const why = await ground.reviewNeeded({ change, drafts }, caller)
    if (why !== null) throw new AdminRefusal(409, 'review.required', why)
  }

  async function done(outcome: Outcome, deed: Deed, caller: Caller): Promise<Outcome> {
    const { key, action, details } = deed
    await ground.auditLog.record(caller, {
      action,
      on: key,
      details: { ...details, publication: outcome.number },
    })
    ground.announce('definitions', key)
    return outcome
  }

  return {
    /** Why a second person must agree to it; null when it may be done at once. */
    needsReview: (wish: Wish, drafts: readonly SeenDraft[], caller: Caller): Promise<string | null> =>
      ground.reviewNeeded({ change: { ...wish, origin: 'page', by: caller.name }, drafts }, caller),

    /** @throws AdminRefusal `review.required`, `definitions.refused`, `definitions.moved`, each saying why */
    async publish(wish: Wish, deed: Deed, caller: Caller): Promise<Outcome> {
      const change: Change = { ...wish, origin: 'page', by: caller.name }
      await reviewed(change, [], caller)
      return done(await inWords(ground.publish(change, deed.on)), deed, caller)
    },

    /**
     * Has what would be published wait for a second person; gives the id of the review.
     * @throws AdminRefusal `review.not_needed` where it can be published at once
     */
    async ask(
      wish: Wish,
      drafts: readonly SeenDraft[],
      asked: { title: string; note: string },
      caller: Caller,
    ): Promise<string> {
      const intended = { change: { ...wish, origin: 'page', by: caller.name } as const, drafts }
      if ((await ground.reviewNeeded(intended, caller)) === null) {
        throw new AdminRefusal(409, 'review.not_needed', '不用复核，可以直接发布')
      }
      return ground.askReview(intended, asked, caller)
    },

    /** `wish.publish` is what the draft says. */
    async publishDraft(draft: SeenDraft, wish: Wish, deed: Deed, caller: Caller): Promise<Outcome> {
      await reviewed({ ...wish, origin: 'page', by: caller.name }, [draft], caller)
      const { publish: _, ...steering } = wish
      const outcome = await inWords(ground.publishDrafts([draft], caller.name, steering))
      return done(outcome, deed, caller)
    },
  }
}

/** Refusals of the domain in the words of a page. */
async function inWords(outcome: Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    if (error.code === 'definitions.refused') throw refusedWith(error.data.faults as TogetherFault[])
    if (error.code === 'definitions.moved') throw moved(error.data)
    if (error.code === 'draft.changed') {
      throw new AdminRefusal(409, error.code, `${error.data.by} 刚改过这份草稿，请看过之后再发布`)
    }
    throw error
  }
}

export function refusedWith(faults: readonly TogetherFault[]): AdminRefusal {
  const places = Object.fromEntries(faults.map((fault) => [fault.path || fault.key, sentenceOf(fault)]))
  const [first] = faults
  const more = faults.length > 1 ? `，共 ${faults.length} 处要改` : ''
  const what = first ? `不能这样做：${sentenceOf(first)}${more}` : '有内容不能发布，改好后再试'
  return new AdminRefusal(422, 'definitions.refused', what, places)
}

function moved({ keys = [], by }: { keys?: string[]; by?: string }): AdminRefusal {
  const what = keys.map((key) => partsOf(key).id).join('、')
  const who = by === undefined ? '别人' : by
  return new AdminRefusal(409, 'definitions.moved', `${who} 刚发布了 ${what || '新的内容'}，请看过之后再试`)
}
