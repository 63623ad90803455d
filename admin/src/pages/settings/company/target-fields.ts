/** A figure that can have a target, as a form shows it. */
export interface TargetField {
  key: string
  name: string
  hint: string
  better: 'above' | 'below'
  unit: '%' | ' 分钟' | 'yuan'
  max: number
}

const share = (
  key: string,
  name: string,
  hint: string,
  better: TargetField['better'] = 'above',
): TargetField => ({ key, name, hint, better, unit: '%', max: 100 })

/** In the order of 总览. */
export const targetFields: readonly TargetField[] = [
  share('manualSaved', '少花的人工', '比全用手工做少花百分之几'),
  share('faster', '快多少', '从事情发生到做出反应，比手工快百分之几'),
  { ...share('lift', '多转化多少', '比空白对照组多转化百分之几'), max: 1_000 },
  share('finished', '走完', '走出流程的人里走到头的'),
  share('smsFailures', '短信失败率', '低于它算达标', 'below'),
  share('emailOpens', '邮件打开率', '机器打开的不算'),
  share('clicks', '点击率', '发出的消息里有人点的'),
  share('replies', '导购回复率', '企业微信统计的'),
  {
    ...{ key: 'replyMinutes', name: '首次回复', hint: '企业微信统计的，平均几分钟' },
    ...{ better: 'below', unit: ' 分钟', max: 1_440 },
  },
  share('conversion', '转化率', '触发的人里达成目标的'),
  {
    ...{ key: 'averageOrderFen', name: '客单价', hint: '每笔订单平均多少元' },
    ...{ better: 'above', unit: 'yuan', max: 1_000_000 },
  },
  share('mqlToSql', '线索转化率', 'MQL 里成为 SQL 的，定义在「线索」里'),
]
