import type { TraitField, TraitsDefinition } from '../../language/traits.ts'
import type { Target } from '../kind.ts'
import { idTargets, phoneTarget } from '../people/who.ts'

export const consentChannels = {
  sms: { name: '短信', aliases: ['sms'] },
  email: { name: '邮件', aliases: ['email', '邮箱'] },
} as const
export type ConsentChannel = keyof typeof consentChannels

const fixed: readonly Target[] = [
  phoneTarget,
  {
    id: 'realName',
    name: '姓名',
    aliases: ['名字', '真实姓名', '客户姓名', '会员姓名', 'name', 'fullname', 'customername'],
  },
  { id: 'nickname', name: '昵称', aliases: ['微信昵称', '称呼', 'nick'] },
  ...idTargets,
  { id: 'email', name: '邮箱', aliases: ['电子邮箱', '电子邮件', '邮箱地址', 'mail', 'emailaddress'] },
  { id: 'region', name: '地区', aliases: ['城市', '所在地', '所在城市', '省市', 'city', 'province'] },
  {
    id: 'sourceChannel',
    name: '来源渠道',
    aliases: ['来源', '渠道', '客户来源', '注册渠道', 'source', 'channel'],
    fixable: true,
  },
  {
    id: 'registeredAt',
    name: '注册时间',
    aliases: [
      '注册日期',
      '入会时间',
      '入会日期',
      '开卡时间',
      '开卡日期',
      '建档日期',
      '创建时间',
      'createdat',
      'registered',
      'joindate',
    ],
  },
  {
    id: 'tags',
    name: '标签',
    aliases: ['客户标签', '会员标签', 'tag'],
    hint: '一格里有几个的，用逗号或分号隔开',
    fixable: true,
  },
]

const consents: readonly Target[] = [
  ...Object.entries(consentChannels).flatMap(([channel, { name, aliases }]): Target[] => [
    {
      id: `consent.${channel}`,
      name: `同意${name}营销`,
      aliases: [
        `${name}同意`,
        `接收${name}`,
        `同意接收${name}`,
        `${name}授权`,
        `${name}营销同意`,
        ...aliases.flatMap((word) => [`${word}consent`, `${word}optin`, `accept${word}`]),
      ],
      hint: '填 是 或 否；填「是」的还要有同意的时间、文本和证据，才能发营销',
    },
    {
      id: `consent.${channel}.at`,
      name: `${name}同意时间`,
      aliases: aliases.map((word) => `${word}consentat`),
    },
    {
      id: `consent.${channel}.text`,
      name: `${name}同意文本`,
      aliases: [`${name}同意文本版本`, ...aliases.map((word) => `${word}consenttext`)],
    },
    {
      id: `consent.${channel}.evidence`,
      name: `${name}同意证据`,
      aliases: aliases.map((word) => `${word}consentevidence`),
    },
  ]),
  {
    id: 'consent.at',
    name: '同意时间',
    aliases: ['授权时间', '同意日期', '授权日期', 'consentat', 'consenttime', 'consentdate'],
  },
  {
    id: 'consent.text',
    name: '同意文本',
    aliases: ['同意文本版本', '文本版本', '条款版本', '协议版本', 'consenttext', 'consentversion'],
    hint: '客户当时看到的那段话，或它的版本号',
    fixable: true,
  },
  {
    id: 'consent.evidence',
    name: '同意证据',
    aliases: ['证据', '同意凭证', '授权凭证', 'consentevidence', 'evidence'],
    hint: '在哪里能查到：签字单编号、页面记录、录音编号等',
    fixable: true,
  },
]

/** Traits of the installation that an import may set; one that needs words of its own is given by the customer alone. */
export function importableTraits(all: readonly TraitsDefinition[]): [id: string, field: TraitField][] {
  return all.flatMap(({ fields }) =>
    Object.entries(fields).filter(([, { set, consent }]) => set.includes('import') && consent === undefined),
  )
}

export function customerTargets(traits: readonly TraitsDefinition[]): Target[] {
  const own = importableTraits(traits).map(
    ([id, { name }]): Target => ({ id: `trait:${id}`, name, aliases: [id] }),
  )
  return [...fixed, ...consents, ...own]
}
