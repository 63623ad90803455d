import { ulid } from 'ulid'
import type { Clock } from '../../../domain/clock.ts'
import type { CustomerView, CustomerViewStore } from '../../../models/customer-views.ts'
import type { Handlers } from '../core/endpoint.ts'
import { AdminRefusal } from '../core/refuse.ts'
import type { customerViews as contract } from './contract.ts'

/** A phone number searched for is nothing to keep. */
const looksLikePhone = /^\+?[\d\s-]{7,}$/

export function createCustomerViewHandlers(deps: {
  views: CustomerViewStore
  realClock: Clock
}): Handlers<typeof contract> {
  const { views, realClock } = deps
  const present = ({ _id, name, filters = {} }: CustomerView) => ({ id: _id, name, filters })

  return {
    list: async ({ caller }) => ({ items: (await views.of(caller.memberId)).map(present) }),

    async save({ body: { name, filters }, caller }) {
      if (filters.search && looksLikePhone.test(filters.search)) {
        throw new AdminRefusal(422, 'view.phone', '按手机号找的结果不能存成视图', {
          'filters.search': '手机号不保存',
        })
      }
      const given = Object.entries(filters).filter((entry): entry is [string, string] => Boolean(entry[1]))
      const view: CustomerView = {
        _id: `${caller.memberId}:${ulid()}`,
        member: caller.memberId,
        name,
        filters: Object.fromEntries(given),
        at: realClock.now(),
      }
      await views.add(view)
      return present(view)
    },

    async remove({ params, caller }) {
      if (await views.remove(caller.memberId, params.id)) return {}
      throw new AdminRefusal(404, 'view.not_found', '没有找到这个视图')
    },
  }
}
