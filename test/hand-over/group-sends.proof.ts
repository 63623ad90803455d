import { expect, it } from 'vitest'
import { news, newsFlow } from '../group-sends/texts.ts'
import { aGroupSendWorld, type KeluProcess } from '../group-sends/world.ts'
import { batchesOf, confirm, customersOf, handOver, wayOf } from './leaver.ts'

/** Where a hand-over of a group-send writes, and asks WeCom. */
const about = /groupSend|groupMessages|confirmations|wecomQuota|handOvers|touches/
const moments = {
  'before its window closes': { begun: '09:33', passed: 'stores.groupSends.advance', confirms: false },
  'while it waits': { begun: '10:00', passed: 'platforms.groupMessages.cancel', confirms: false },
  'while the member confirms it': {
    begun: '10:00',
    passed: 'platforms.groupMessages.results',
    confirms: true,
  },
} as const
const names = Object.keys(moments) as (keyof typeof moments)[]

it.each(names)(
  'a group-send handed over %s reaches each customer once, wherever processes die',
  {
    timeout: 900_000,
  },
  async (name) => {
    const { begun, passed, confirms } = moments[name]
    const world = await aGroupSendWorld({
      staff: ['ZhangSan', 'LiSi'],
      settings: { wecomGroupSendRule: 'day' },
    })
    try {
      await world.publish([news, newsFlow('flow')].join('---'))
      await world.moveTo(world.at('09:05'))
      const [shared, own] = await customersOf(world)
      await world.moveTo(world.at(begun))
      await handOver(world)
      if (confirms) {
        await world.kelu.handOvers.sweep()
        await confirm(world, 'ZhangSan')
      }
      const places = new Set<string>()
      let living: KeluProcess | null = null
      await world.moveTo(world.at('20:00'), async () => {
        if (living?.isDead() ?? true) {
          living = await world.born(`life-${places.size}`, (at) => void places.add(at))
          living.doom({ newTo: places, about })
        }
        await confirm(world, 'LiSi')
        return living as KeluProcess
      })
      // What the last life left undone.
      await world.moveTo(world.at('20:00', 1))
      expect([...places]).toEqual(expect.arrayContaining([`before ${passed}`, `after ${passed}`]))
      expect(await batchesOf(world)).toEqual([['done', 1]])
      expect(await world.sandbox.groupSendsOf('ZhangSan')).toEqual([])
      expect((await world.gotInWecom()).length + world.sms.calls.length).toBe(2)
      expect(await wayOf(world, own)).toBe(confirms ? 'sent wecom' : 'sent sms')
      // Whoever is a colleague's friend, too, gets it by them, unless deaths took the time.
      expect(await wayOf(world, shared)).toMatch(confirms ? /^sent wecom$/ : /^sent (wecom|sms)$/)
    } finally {
      await world.close()
    }
  },
)
