import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { thirdPartyIdOf } from '../../sandbox/people.ts'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createContactReader } from './contact-reader.ts'
import { createCorpTags } from './corp-tags.ts'
import { createCustomerTransfers } from './customer-transfers.ts'
import { createFriendRemarks } from './friend-remarks.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
  await platforms.sandbox.scanAndAdd({ person: 'wang', staff: 'Li.Lei' })
})
afterEach(() => platforms.close())

const foreign = thirdPartyIdOf(wang.externalUserid)
const staff = 'Li.Lei'

// An old SCRM leaves its own ids behind in spreadsheets and in stores that were carried over.
describe('the id under which a third-party application knows a friend (41056)', () => {
  it('takes no tag, and is told from a friendship that ended', async () => {
    const corpTags = createCorpTags({ api: platforms.wecom })
    const made = await corpTags.make('客旅', ['老客'])
    const add = made.kind === 'made' ? made.group.tags.map(({ id }) => id) : []
    const refused = await corpTags.mark({ staff, externalUserid: foreign, add, remove: [] })
    expect(refused).toEqual({ kind: 'refused', reason: 'foreignId', code: '41056' })
    expect(await platforms.sandbox.wecomTags(staff, 'wang')).toEqual([])
  })

  it('takes no remark', async () => {
    const remarks = createFriendRemarks({ api: platforms.wecom })
    const refused = await remarks.call({ staff, externalUserid: foreign, remark: '西湖-小王' })
    expect(refused).toEqual({ kind: 'foreignId', code: '41056' })
  })

  it('is nobody when it is read', async () => {
    const contacts = createContactReader({ api: platforms.wecom })
    expect(await contacts.read(foreign)).toBeNull()
    expect(await contacts.read(wang.externalUserid)).toMatchObject({ name: wang.nickname })
  })

  it('is not handed over, while the others of the same call are', async () => {
    await platforms.sandbox.addStaff({ userid: 'ZhaoYi', name: '赵毅', reachable: true })
    const transfers = createCustomerTransfers({ api: platforms.wecom })
    const externalUserids = [foreign, wang.externalUserid]
    const asked = await transfers.ask({ kind: 'onjob', from: staff, to: 'ZhaoYi', externalUserids })
    const codes = new Map([
      [foreign, '41056'],
      [wang.externalUserid, '0'],
    ])
    expect(asked).toEqual({ kind: 'answered', codes })
  })

  it('is left out of a group-send, which reaches the others', async () => {
    const { msgid, fail_list } = await platforms.wecom.groupMessages.addMsgTemplate({
      sender: staff,
      externalUserids: [foreign, wang.externalUserid],
      text: '周末到店有礼',
      attachments: [],
    })
    expect(fail_list).toEqual([foreign])
    const asked = await platforms.wecom.groupMessages.listGroupMessageResults(msgid, staff)
    expect(asked.map(({ external_userid }) => external_userid)).toEqual([wang.externalUserid])
  })
})
