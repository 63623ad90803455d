import type { CodeKeeper, CodeLook } from '../../../domain/channel-codes/keep-codes.ts'
import type { CodeLooks } from '../../../domain/channel-codes/look-at-codes.ts'
import type { Clock } from '../../../domain/clock.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import type { Published } from '../../../domain/definitions/published.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { ChannelCodeDefinition } from '../../../domain/language/channel-code.ts'
import { isoDay } from '../../../domain/local-time.ts'
import { createRecently } from '../../../domain/recently.ts'
import type { WeekView } from '../../../domain/roster/week-view.ts'
import type { StaffDirectory } from '../../../domain/sales/staff-directory.ts'
import type { Handlers } from '../core/endpoint.ts'
import { presentWeek } from '../rosters/present.ts'
import type { channelCodes as contract } from './contract.ts'
import { presentDefinition, presentMessage, presentPerson, wrongWith } from './present.ts'

const mostPeople = 200
const nobody = { recent: 0, came: 0, stayed: 0 }

/** Channel codes in use. Without WeCom nothing is known of any but what it says. */
export function createChannelCodeHandlers(deps: {
  published: Pick<Published, 'snapshot'>
  wecom: { keeper: Pick<CodeKeeper, 'picture'>; looks: CodeLooks } | null
  customers: Pick<Customers, 'findMany'>
  directory: Pick<StaffDirectory, 'all'>
  clock: Clock
  realClock: Clock
}): Handlers<typeof contract> {
  const { published, wecom, customers, directory, clock, realClock } = deps
  const recently = createRecently<Awaited<ReturnType<CodeLooks['figures']>>>({ realClock })

  function codeOf(id: string): ChannelCodeDefinition {
    const code = published.snapshot().registry.channelCodes.find((one) => one.id === id)
    if (!code) throw new DomainError('definition.not_found')
    return code
  }

  async function rowOf(code: ChannelCodeDefinition, look: (CodeLook & { week: WeekView }) | undefined) {
    const { state } = code
    const now = clock.now()
    const figures =
      wecom && state !== undefined ? await recently(state, () => wecom.looks.figures({ state })) : nobody
    const gap = look && wecom ? wecom.looks.nextGap(look.week) : null
    return {
      ...presentDefinition(code, now),
      ...figures,
      pool: look ? look.pool.people.filter(({ isBackup }) => !isBackup).length : null,
      wrong: look ? wrongWith(look, gap, isoDay(now)) : [],
    }
  }

  return {
    async list() {
      const codes = published.snapshot().registry.channelCodes
      const pools = await wecom?.looks.pools(codes)
      return {
        items: await Promise.all(codes.map((code) => rowOf(code, pools?.get(code.id)))),
        stopped: (await wecom?.looks.stopped()) ?? [],
      }
    },

    async find({ params: { id } }) {
      const code = codeOf(id)
      const { registry } = published.snapshot()
      const look = (await wecom?.looks.pools([code]))?.get(id)
      const { state, made, welcomeAfterHours } = code
      const stages = wecom && state !== undefined ? await wecom.looks.funnel({ state }) : null
      return {
        ...(await rowOf(code, look)),
        sourceChannel: code.sourceChannel,
        welcome: presentMessage(code.welcome, registry),
        afterHours: welcomeAfterHours === undefined ? null : presentMessage(welcomeAfterHours, registry),
        made:
          made && look
            ? {
                at: look.way?.madeAt ?? null,
                hasPicture: look.way?.configId !== undefined,
                acceptAtOnce: made.acceptAtOnce,
                sameMember: made.sameMember,
                people: look.pool.people.map((person) => presentPerson(person, look.week)),
                usesBackup: look.pool.usesBackup,
              }
            : null,
        funnel: stages && wecom ? { ...wecom.looks.settled(), stages } : null,
        week: look ? presentWeek(look.week) : null,
      }
    },

    async picture({ params: { id } }) {
      const { state } = codeOf(id)
      const picture = state === undefined ? null : await wecom?.keeper.picture(state)
      if (!picture) throw new DomainError('definition.not_found')
      // A PNG begins with this byte; WeCom draws PNG or JPEG.
      const type = picture[0] === 0x89 ? 'png' : 'jpeg'
      return { type, base64: picture.toString('base64') }
    },

    async people({ params: { id }, query: { stage } }) {
      const { state } = codeOf(id)
      if (state === undefined || !wecom) return { items: [], isAll: true }
      const arrivals = await wecom.looks.people({ state }, stage, mostPeople + 1)
      const shown = arrivals.slice(0, mostPeople)
      const [known, staff] = await Promise.all([
        customers.findMany(shown.map(({ customerId }) => customerId)),
        directory.all(),
      ])
      return {
        isAll: arrivals.length <= mostPeople,
        items: shown.map((arrival) => ({
          id: known.get(arrival.customerId)?._id ?? arrival.customerId,
          nickname: known.get(arrival.customerId)?.profile.nickname ?? '没有昵称',
          staff: staff.find(({ _id }) => _id === arrival.staff)?.name ?? arrival.staff,
          at: arrival.at,
        })),
      }
    },
  }
}
