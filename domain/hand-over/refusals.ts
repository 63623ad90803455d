/** Why somebody or something was not handed over, as people read it (documents 90313, 96325, 96331, 96334). */
const words: Record<string, string> = {
  '40096': '已经不是这位成员的客户',
  '41056': '客户编号是第三方应用给的，客旅交接不了；先做一次客户同步',
  '40097': '原成员还在职，请按在职继承办理',
  '40098': '接替的成员还没有实名认证',
  '40099': '接替的成员客户已满',
  '40100': '正在交接中',
  '40128': '90 天内已经交接过两次，过后才能再交接',
  '40129': '正在交接中，请等上一次结束',
  '40130': '原成员和接替的成员是同一个人',
  '40131': '已经不是这位成员的客户',
  '40003': '企业微信里没有这位成员，或客旅看不到',
  '84061': '已经不是这位成员的客户',
  '60011': '客旅看不到这位成员，请检查应用的可见范围',
  refused: '客户不愿意换人',
  full: '接替的成员客户已满',
  none: '企业微信没有这次交接的记录',
  '90500': '群主还在职，请按在职继承办理',
  '90501': '不是客户群',
  '90502': '群主已离职，请按离职继承办理',
  '90504': '新群主和原群主是同一个人',
  '90507': '这个群正在交接',
  '90508': '这个群刚交接过，暂时不能再交接',
  '41054': '接替的成员还没有激活企业微信',
  'code.refused': '活码的定义有问题，没有改成；到渠道活码里改好再交接',
  'code.nobody': '没有别人能接，活码还指向原成员；到渠道活码里加上能接的人',
  'task.closed': '待办已经结束',
  'task.not_found': '待办已经没有了',
  'staff.not_found': '接替的成员不在导购名单里',
  'staff.off_duty': '接替的成员现在不接待办',
}

/** A sentence for whoever reads the page. */
export function refusalInWords(code: string): string {
  return words[code] ?? `企业微信不接受（${code}）`
}

/** That WeCom is at it already: what a lost answer looks like when it is asked again. */
export const alreadyBegun: ReadonlySet<string> = new Set(['40129', '40100', '90507'])
