import type { WecomRight } from '../../../domain/platform-probes.ts'
import { type Check, ok, skipped } from '../check.ts'
import type { PlatformNeeds } from '../platform-checks.ts'
import { type Faults, refused } from '../refused.ts'
import { everyCall, wecomAddressSetting } from '../wecom-codes.ts'

interface Right {
  title: string
  has: string
  /** What does not work without it. */
  without: string
  /** Where it is ticked in the console. */
  todo: string
  /** Codes that say something of their own. */
  faults?: Faults
}

const app = '企业微信管理后台 → 应用管理 → 自建应用'
const apps = '企业微信管理后台 → 客户联系 → API → 可调用接口的应用，勾选这个自建应用'
const powers = '企业微信管理后台 → 客户联系 → 权限配置'

const rights: Record<WecomRight, Right> = {
  directory: {
    title: '通讯录权限',
    has: '能读部门和成员',
    without: '读不到部门和成员：员工和门店不能同步',
    todo: `${app} → 可见范围，加上要同步的部门`,
  },
  tags: {
    title: '企业客户标签权限',
    has: '能读企业标签',
    without: '读不到企业标签：标签不能双向同步',
    todo: `${apps}；${powers} → 企业客户标签，允许 API 管理`,
  },
  contactWays: {
    title: '联系我（渠道活码）权限',
    has: '能管理「联系我」',
    without: '不能用「联系我」：渠道活码做不出来',
    todo: `${apps}；${powers} → 使用范围，加上要用活码的成员`,
  },
  groupSends: {
    title: '企业群发权限',
    has: '能建企业群发',
    without: '不能建企业群发：企业微信的消息都改走其他渠道',
    todo: `${apps}；${powers} → 群发消息给客户，允许企业通过 API 创建`,
  },
  handOver: {
    title: '在职、离职继承权限',
    has: '能分配客户',
    without: '不能分配客户：离职和调岗员工的客户接不过来',
    todo: `${apps}；${powers} → 在职继承和离职继承，允许 API 分配`,
  },
  sidebar: {
    title: '聊天侧边栏（JS-SDK）权限',
    has: '能取到 JS-SDK 的票据',
    without: '取不到 JS-SDK 的票据：聊天侧边栏打不开',
    todo: `${app} → 启用应用，可见范围加上员工；网页授权及 JS-SDK，填可信域名；配置到聊天工具栏`,
  },
  messages: {
    title: '应用消息权限',
    has: '能给员工发应用消息',
    without: '不能给员工发应用消息：任务卡片和提醒发不到',
    todo: `${app} → 启用应用，可见范围加上员工`,
    faults: {
      40056: ['AgentId 不对', `${app}，复制 AgentId，填到 WECOM_AGENT_ID`],
      301002: [
        'AgentId 是另一个应用的',
        `${app}，复制同一个应用的 AgentId 和 Secret，填到 WECOM_AGENT_ID 和 WECOM_SECRET`,
      ],
      50003: ['应用被停用了', `${app}，启用它`],
    },
  },
}

/** Codes by which WeCom says that an app may not (document 90313): no right to it, or not within its range. */
const mayNot = ['48001', '48002', '60011', '84061', '84074'] as const

/** Each right of its own that Kelu needs from WeCom, asked by a call that changes nothing. */
export const wecomRights: readonly Check<PlatformNeeds>[] = (Object.keys(rights) as WecomRight[]).map(
  (right) => {
    const { title, has, without, todo, faults } = rights[right]
    return {
      id: `wecom.${right}`,
      title,
      async find({ probes, clock }) {
        if (probes.wecom === null) return skipped('没有配置企业微信')
        const probed = await probes.wecom.right(right, clock.now())
        if (probed.kind === 'ok') return ok(has)
        return refused(probed, {
          faults: {
            ...Object.fromEntries(mayNot.map((code) => [code, [without, todo] as const])),
            ...faults,
          },
          elsewhere: everyCall,
          address: wecomAddressSetting,
          todo,
        })
      },
    }
  },
)
