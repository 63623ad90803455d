import { describe, expect, it } from 'vitest'
import { loadDefinitions } from '../language/load.ts'
import { createRegistry } from '../language/registry.ts'
import {
  type ConfigurationRecord,
  configurationRecord,
  configurationRecordColumns,
} from './configuration-record.ts'
import { namesIn } from './sentences/names.ts'

const madeAt = new Date('2026-03-02T09:00:00+08:00')
const { definitions } = await loadDefinitions('templates', madeAt)
const registry = createRegistry(definitions)

function recordOf(id: string, given: { owner?: string; holdout?: number } = {}): ConfigurationRecord {
  const journey = registry.journey(id)
  return configurationRecord({
    journey: { ...journey, holdout: given.holdout ?? journey.holdout },
    version: { number: 3, madeAt, by: 'li' },
    head: { since: new Date('2026-01-05T10:00:00+08:00') },
    owner: given.owner,
    names: namesIn(registry),
  })
}

/** As a colleague would write them into the 自动化流程配置表. */
const starters: Record<
  string,
  Pick<ConfigurationRecord, 'name' | 'trigger' | 'actions' | 'branches' | 'goal'>
> = {
  'lead-nurture': {
    name: '潜在用户引流',
    trigger: '客户提交表单（表单是 whitepaper）时开始；同一位客户隔 30 天可以再次进入',
    actions: [
      '打上线索标签：打上标签「潜在线索」',
      '打上标签「渠道-抖音」',
      '打上标签「渠道-公众号」',
      '打上标签「渠道-线上表单」',
      '欢迎短信与白皮书：用短信发送「线索欢迎与白皮书」',
      '等三天：等 3 天',
      '母婴产品介绍：用客户常用的渠道发送「产品介绍（母婴）」，超出触达频控就改到第二天',
      '产品介绍：用客户常用的渠道发送「产品介绍（通用）」，超出触达频控就改到第二天',
      '咨询跟进：给销售派跟进待办「〔昵称〕 咨询跟进」，理由是看过产品介绍、留过联系方式，2 小时工作时间内接受',
    ],
    branches: [
      '从哪个渠道来：来源渠道包含 抖音，就打上标签「渠道-抖音」；来源渠道包含 公众号，就打上标签「渠道-公众号」；其他情况，就打上标签「渠道-线上表单」',
      '选合适的产品介绍：有标签 母婴用户，或感兴趣的品类是 母婴，就转到「母婴产品介绍」；其他情况，就转到「产品介绍」',
      '两天内点开了介绍？2 天内客户点击消息链接（由「母婴产品介绍」或「产品介绍」发出），就转到「咨询跟进」；到时没有，就结束流程',
      '任何时候，客户购买就立即退出',
    ],
    goal: '进入后 30 天内购买，成果按金额（分）计',
  },
  'wake-sleeping-members': {
    name: '沉睡会员唤醒',
    trigger: '客户进入人群包「沉睡会员」时开始；同一位客户隔 90 天可以再次进入',
    actions: [
      '发专属券：发放优惠券「沉睡会员专属券 满200减50」；券已发完，就转到「用户评价征集」',
      '唤醒短信：用短信发送「沉睡会员专属券」，超出触达频控就改到第二天',
      '标记高意向：打上标签「高意向」',
      '销售跟进：给销售派跟进待办「〔昵称〕 回到小程序」，理由是收到专属券后回到小程序、近 90 天内买过，2 小时工作时间内接受',
      '用户评价征集：用邮件发送「用户评价征集」',
    ],
    branches: [
      '三天内回到小程序？3 天内客户进入小程序，就转到「标记高意向」；到时没有，就转到「用户评价征集」',
      '任何时候，客户购买就立即退出',
    ],
    goal: '进入后 30 天内购买，成果按金额（分）计',
  },
}

describe('自动化流程配置表', () => {
  it.each(registry.journeys.map(({ id }) => id))('of %s names nothing by its id', (id) => {
    const { trigger, actions, branches, goal } = recordOf(id)
    for (const sentence of [trigger, ...actions, ...branches, goal ?? '']) {
      expect(sentence).not.toMatch(/[a-z]+-[a-z]+/)
      expect(sentence).not.toContain('undefined')
    }
  })

  it.each(Object.entries(starters))('of %s reads as a colleague would write it', (id, written) => {
    expect(recordOf(id)).toMatchObject(written)
  })

  it('says who answers for the journey, who configured this version and when, and that nobody has tested it', () => {
    expect(recordOf('lead-nurture', { owner: 'wang' })).toMatchObject({
      owner: 'wang',
      version: 3,
      configuredAt: madeAt,
      configuredBy: 'li',
      since: new Date('2026-01-05T10:00:00+08:00'),
      testResult: '尚未测试',
    })
    expect(recordOf('lead-nurture').owner).toBeNull()
  })

  it('says how many are held out for comparison', () => {
    expect(recordOf('wake-sleeping-members', { holdout: 10 }).branches.at(-1)).toBe(
      '10% 的客户留作空白对照组，只收到自己要的消息',
    )
  })

  it('has a name for each of its columns', () => {
    expect(Object.keys(configurationRecordColumns)).toEqual(Object.keys(recordOf('lead-nurture')))
  })
})
