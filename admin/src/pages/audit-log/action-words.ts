/** What was done, as people read it; what is not named here shows as it is. */
const actions: Record<string, string> = {
  'session.opened': '登录',
  'session.refused': '登录没成功',
  'session.ended': '结束登录',
  'password.changed': '改密码',
  'password.refused': '改密码没成功',
  'member.invited': '邀请成员',
  'member.welcomed': '成员设好密码',
  'member.changed': '改成员',
  'member.suspended': '停用成员',
  'member.restored': '恢复成员',
  'member.link_made': '给成员链接',
  'member.logged_out': '让成员退出登录',
  'store.saved': '存门店',
  'store.hours_set': '改门店上班时间',
  'store.removed': '删门店',
  'marketing.held': '全部暂停营销',
  'marketing.released': '恢复营销',
  'callback.revealed': '看回调原文',
  'order.shipped': '登记发货',
  'order.shipping_corrected': '改发货信息',
  'coupon.redeemed_by_hand': '手工核销优惠券',
  'preferences.refreshed': '刷新偏好标签',
  'product.saved': '存商品',
  'product.switched': '上下架商品',
  'product.counted': '改库存',
  'refund.begun': '发起退款',
  'refund.approved': '同意退款',
  'refund.declined': '不同意退款',
  'refund.retried': '继续退款',
  'refund.redirected': '换方式退款',
  'reconciliation.asked': '重新对账',
  'reconciliation.ask': '对账：再查一次',
  'reconciliation.giveBack': '对账：退回晚到的付款',
  'reconciliation.record': '对账：记下别处退的款',
  'reconciliation.goOn': '对账：继续退款',
  'reconciliation.elsewhere': '对账：标为别的店的',
  'reconciliation.noted': '对账：标为已处理',
  'reconciliation.leave': '对账：先搁着',
  'reconciliation.settled': '处理对账差异',
  'callback.replayed': '重放回调',
  'doctor.checked': '体检',
  'contact_sync.asked': '现在同步客户',
  'stuck.mended': '让卡住的再试',
  'customer.revealed': '看客户联系方式',
  'customer.exported': '导出客户',
  'place.exported': '导出停在一步的人',
  'customer.tagged': '改客户标签',
  'definition.published': '发布',
  'definition.rolled_back': '退回旧版本',
  'definition.retired': '停用内容',
  'definition.handed_over': '换负责人',
  'draft.begun': '开始写草稿',
  'draft.discarded': '丢掉草稿',
  'draft.taken_over': '接着改草稿',
  'draft.copied': '草稿来晚了，存成副本',
  'journey.pause': '暂停流程',
  'journey.resume': '恢复流程',
  'journey.stop': '停止进入',
  'journey.end': '结束流程',
  'journey.moved': '让人换到新版本',
  'pilot.widen': '放量',
  'pilot.promote': '灰度转正式',
  'pilot.withdraw': '撤回灰度',
  'review.asked': '提交复核',
  'review.approved': '同意复核',
  'review.refused': '退回复核',
  'review.withdrawn': '撤回复核',
  'review.stale': '复核作废',
}

export const actionName = (action: string): string => actions[action] ?? action

export const actionChoices = Object.entries(actions).map(([value, label]) => ({ value, label }))

/** Details in one line: 原因 … first, the rest as it is. */
export function detailsOf(details: Record<string, unknown>): string {
  const { reason, note, answer, ...rest } = details
  const said = [reason, note, answer].filter((one) => typeof one === 'string' && one !== '')
  const others = Object.entries(rest)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
  return [...said, ...others].join(' · ')
}
