import type { Command } from './command.ts'
import { backup } from './commands/backup.ts'
import { check } from './commands/check.ts'
import { customer } from './commands/customer.ts'
import { diff } from './commands/diff.ts'
import { doctor } from './commands/doctor.ts'
import { draftDrop, draftList, draftPublish, draftSave, draftShow, draftTake } from './commands/draft.ts'
import { explain } from './commands/explain.ts'
import { history } from './commands/history.ts'
import { importFile } from './commands/import.ts'
import { inboxList, inboxReplay } from './commands/inbox.ts'
import { keysReseal } from './commands/keys.ts'
import { list } from './commands/list.ts'
import { marketingHold, marketingRelease } from './commands/marketing.ts'
import { move } from './commands/move.ts'
import { owner } from './commands/owner.ts'
import { pilotPromote, pilotShow, pilotWiden, pilotWithdraw } from './commands/pilot.ts'
import { preferencesRefresh } from './commands/preferences.ts'
import { productsImport, productsList, productsSwitchOff, productsSwitchOn } from './commands/products.ts'
import { publish } from './commands/publish.ts'
import { push } from './commands/push.ts'
import { reconcile } from './commands/reconcile.ts'
import { record } from './commands/record.ts'
import { recount } from './commands/recount.ts'
import { restore } from './commands/restore.ts'
import { rfm } from './commands/rfm.ts'
import { rollback } from './commands/rollback.ts'
import { runs } from './commands/runs.ts'
import { show } from './commands/show.ts'
import { simulate } from './commands/simulate.ts'
import { status } from './commands/status.ts'
import { end, pause, resume, stop } from './commands/steer.ts'
import { sync } from './commands/sync.ts'
import { test } from './commands/test.ts'
import { testAccountAdd, testAccountList, testAccountRemove } from './commands/test-account.ts'
import { traitsCheck } from './commands/traits.ts'
import { walk } from './commands/walk.ts'

/** Every command there is, in the order help lists them. */
export const commands: readonly Command[] = [
  check,
  diff,
  push,
  publish,
  draftList,
  draftShow,
  draftTake,
  draftSave,
  draftDrop,
  draftPublish,
  pilotShow,
  pilotWiden,
  pilotPromote,
  pilotWithdraw,
  list,
  show,
  record,
  history,
  rollback,
  simulate,
  test,
  walk,
  testAccountList,
  testAccountAdd,
  testAccountRemove,
  pause,
  resume,
  stop,
  end,
  marketingHold,
  marketingRelease,
  runs,
  move,
  inboxList,
  inboxReplay,
  status,
  doctor,
  backup,
  restore,
  keysReseal,
  owner,
  customer,
  explain,
  rfm,
  preferencesRefresh,
  reconcile,
  sync,
  importFile,
  productsImport,
  productsList,
  productsSwitchOn,
  productsSwitchOff,
  traitsCheck,
  recount,
]

/** What commands of several words have in common, by their first one. */
export const groupSummaries: Readonly<Record<string, string>> = {
  draft: '草稿：list 列出，show 查看，take 开始写或接手，save 保存，drop 丢弃，publish 一起发布',
  pilot: '灰度：show 查看，widen 放量，promote 给所有人，withdraw 撤回',
  'test-account': '测试账号：list 列出，add 标记，remove 取消',
  marketing: '全部暂停营销：hold 暂停，release 恢复',
  preferences: '偏好标签：refresh 现在就重新判断',
  products: '商品：import 从文件导入，list 列出，on 上架，off 下架',
  keys: '密钥：reseal 全部改用最新的密钥加密，旧的就可以拿掉',
  inbox: '收到的回调记录：list 列出没处理完的，replay 重新处理失败的',
}
