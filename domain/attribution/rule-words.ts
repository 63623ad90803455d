import type { CostRules } from '../language/costs.ts'
import type { AttributionRules } from './rules.ts'

/** How it is worked out, as people read it (zh-CN). */
export function ruleWords({ windowDays, sleepingDays, leaveOut, tiers }: AttributionRules): string[] {
  return [
    `一次触达是客户收到的一条消息（短信、邮件、企业微信群发、欢迎语、订阅消息，弹窗看到才算）、导购做完的一次跟进，或在会话里发出的话术。没发成的不算；一条消息不管打开、点击几次，只算一次。`,
    `收到、打开、点击、回复，只要有一次落在付款前 ${windowDays} 天内（两头都算），这次触达就算数。邮件的机器打开不算。`,
    ...(leaveOut.length === 0 ? [] : [`设置里列出的 ${leaveOut.length} 条消息（如订单通知）不算触达。`]),
    '首次触达：整单算给最早的一次。末次触达：整单算给付款前最后有动静的一次。线性平均：每次一样多，除不尽的几分给排在前面的。三种算法分的是同一笔钱，合计分毫不差。',
    '同一时刻有几次触达，按编号定先后。订单数每单只记一次：首次记在第一次，末次和线性记在最后一次。',
    '金额是实付减去退款，退款记回下单那天；全退的、没付款的不算，测试客户不算。合并过的客户算一个人。',
    `客户分层看下单前买过什么：没买过是新客首单；最近一次隔了 ${sleepingDays} 天以上是沉睡后回来的；近一年满 ¥${tiers.highAboveFen / 100} 以上是高价值会员；买过 ${tiers.potentialUpTo} 次以内是潜力会员；其余是常规会员。`,
    '归因只说钱跟着哪次触达来，回答不了「不发会怎样」：那要留一部分人不发来比。',
  ]
}

export function costWords({
  smsSegmentFen,
  staffMinuteFen,
  followUpMinutes,
  sendMinutes,
}: CostRules): string[] {
  return [
    '成本 = 短信费 + 用掉的券 + 导购工时，除以订单数就是每单成本。没带来订单的触达也花了钱，一样算在内。',
    `短信费是这些天发成的条数 × ${smsSegmentFen} 分；用掉的券跟着订单分，和营收一样分法。`,
    `导购工时按一分钟 ${staffMinuteFen} 分：跟进一次 ${followUpMinutes} 分钟，确认一次群发或发一次话术 ${sendMinutes} 分钟。都按现在的设置算。`,
    '短信费和工时每天凌晨算到昨天；只看某个门店或分层时分不开，就不显示。',
  ]
}
