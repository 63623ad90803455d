/** One text of a message, before and after. */
export interface TextChange {
  /** Dotted, in the written form. */
  path: string
  before: string | null
  after: string | null
}

/** Every text that differs between two messages, in the order of the later one; what went comes last. */
export function changesBetween(before: unknown, after: unknown): TextChange[] {
  const old = new Map(leavesOf(before))
  const now = new Map(leavesOf(after))
  const changed = [...now].flatMap(([path, text]): TextChange[] =>
    old.get(path) === text ? [] : [{ path, before: old.get(path) ?? null, after: text }],
  )
  const gone = [...old].flatMap(([path, text]): TextChange[] =>
    now.has(path) ? [] : [{ path, before: text, after: null }],
  )
  return [...changed, ...gone]
}

function leavesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return path === '' ? [] : [[path, String(value)]]
  return Object.entries(value).flatMap(([key, each]) => leavesOf(each, path === '' ? key : `${path}.${key}`))
}

const parts: Record<string, string> = {
  name: '名称',
  purpose: '用途',
  category: '类别',
  topic: '内容主题',
  promotion: '促销',
  brand: '品牌',
  prefer: '渠道顺序',
  variables: '变量',
  sms: '短信',
  email: '邮件',
  wecom: '企业微信',
  welcome: '好友欢迎语',
  kf: '微信客服',
  miniprogram: '小程序',
  popup: '弹窗',
  subscription: '订阅消息',
  text: '正文',
  html: '正文',
  subject: '标题',
  title: '标题',
  body: '正文',
  description: '描述',
  url: '网址',
  page: '页面',
  to: '点开去哪',
  picture: '图片',
  attach: '附件',
  image: '图片',
  link: '链接',
  template: '模板',
  templates: '模板编号',
  params: '模板变量',
  data: '内容',
  default: '没有值时写',
  from: '取自',
}

/** `welcome.attach.0.image.picture` as people say it: 好友欢迎语 · 附件 1 · 图片. */
export function placeInWords(path: string): string {
  const words = path
    .split('.')
    .map((key) => (/^\d+$/.test(key) ? String(Number(key) + 1) : (parts[key] ?? key)))
  return words.filter((word, at) => word !== words[at - 1]).join(' · ')
}
