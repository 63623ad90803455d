import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Platforms, startPlatforms } from '../testing/platforms.ts'
import { createContactWays } from './contact-ways.ts'

const add = '/cgi-bin/externalcontact/add_contact_way'
const way = { state: 'parcel', remark: '包裹卡', users: ['Li.Lei'], skipVerify: true, exclusive: true }

describe('codes made in WeCom', () => {
  let platforms: Platforms
  beforeEach(async () => {
    platforms = await startPlatforms()
  })
  afterEach(() => platforms.close())

  const ways = (api = platforms.wecom) => createContactWays({ api, now: () => platforms.clock.now() })
  async function made(content = way) {
    const answer = await ways().make(content)
    if (answer.kind !== 'done') throw new Error(answer.kind)
    return answer.value
  }

  it('lead to their members, can be changed and taken away, twice if need be', async () => {
    const { configId } = await made()
    await platforms.sandbox.setStaffReachable('HanMeimei', true)
    const change = await ways().change(configId, { ...way, users: ['HanMeimei', 'Li.Lei'] })
    expect(change).toMatchObject({ kind: 'done' })
    expect(await platforms.sandbox.contactWays()).toMatchObject([{ users: ['HanMeimei', 'Li.Lei'] }])
    expect(await ways().remove(configId)).toMatchObject({ kind: 'done' })
    expect(await ways().remove(configId)).toMatchObject({ kind: 'done' })
    expect(await ways().change(configId, way)).toEqual({ kind: 'gone' })
  })

  it('have a picture', async () => {
    const { qrCode } = await made()
    const picture = await ways().picture(qrCode)
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    await expect(ways().picture(`${qrCode}x`)).rejects.toMatchObject({ kind: 'http', code: '404' })
  })

  it('say why a member cannot be used', async () => {
    const refused = (user: string) => ways().make({ ...way, users: ['Li.Lei', user] })
    expect(await refused('HanMeimei')).toEqual({ kind: 'memberRefused', why: 'notActivated', code: '41054' })
    await platforms.sandbox.setStaffReachable('HanMeimei', true)
    await platforms.sandbox.setStaffPapers('HanMeimei', { realName: 'missing' })
    expect(await refused('HanMeimei')).toEqual({ kind: 'memberRefused', why: 'noRealName', code: '40098' })
    expect(await refused('Nobody')).toEqual({ kind: 'memberRefused', why: 'unknown', code: '40003' })
  })

  it('whose answer was lost are not made again by the call, and are found by their state', async () => {
    const since = platforms.clock.now()
    await made({ ...way, state: 'other' })
    await platforms.strike({ platform: 'wecom', api: add, kind: 'timeoutAfterActing' })
    expect(await ways(platforms.impatient.wecom).make(way)).toMatchObject({ kind: 'unanswered' })
    const found = await ways().findByState('parcel', since)
    expect(found).toHaveLength(1)
    const held = await platforms.sandbox.contactWays()
    expect(found[0]?.configId).toBe(held.find(({ state }) => state === 'parcel')?.configId)
    expect(held).toHaveLength(2)
  })

  it.each([
    ['no member', { users: [] }],
    ['over 100 members', { users: Array.from({ length: 101 }, (_, number) => `u${number}`) }],
    ['a state over 30 characters', { state: 's'.repeat(31) }],
    ['a remark over 30 characters', { remark: '码'.repeat(31) }],
  ])('with %s are refused before anything is sent', async (_what, more) => {
    expect(await ways().make({ ...way, ...more })).toMatchObject({ kind: 'refused' })
    expect(await platforms.calls(`wecom:${add}`)).toBe(0)
  })
})
