import type { Customer } from '../../models/customer.ts'
import { inColumns } from '../columns.ts'
import type { Command } from '../command.ts'
import { onePerson } from '../one-person.ts'
import { personName } from '../person-name.ts'
import type { World } from '../world.ts'

export const testAccountList: Command = {
  usage: 'test-account list',
  summary: '列出所有测试账号',
  async run({ world }) {
    const opened = await world()
    const found = await opened.testAccounts.list()
    return {
      lines: [
        found.length === 0
          ? '还没有测试账号；kelu test-account add <客户编号或手机号> 标记一个'
          : `${found.length} 个测试账号`,
        ...inColumns(found.map((one) => [`  ${one._id}`, personName(one, opened.customers.masked(one))])),
      ],
      json: found.map((one) => told(one, opened)),
    }
  },
}

export const testAccountAdd: Command = {
  usage: 'test-account add <id|phone>',
  summary: '把一位客户标记为测试账号：消息照发，不占券库存，不计入任何统计',
  asks: true,
  async run({ args, world, confirm }) {
    const opened = await world()
    const one = await onePerson(args[0], opened.customers)
    const name = personName(one, opened.customers.masked(one))
    if (one.isTest) return { lines: [`${name} 已经是测试账号`], json: told(one, opened) }
    await confirm({
      lines: [
        `把 ${one._id}（${name}）标记为测试账号`,
        '从现在起：优惠券只给测试码，流程、触达和待办都不计入统计，不进对照组；以前的记录照旧计入',
      ],
      json: told(one, opened),
    })
    const marked = await opened.testAccounts.mark(one)
    return { lines: [`${name} 现在是测试账号`], json: told(marked, opened) }
  },
}

export const testAccountRemove: Command = {
  usage: 'test-account remove <id|phone>',
  summary: '不再作为测试账号：从现在起和其他客户一样',
  asks: true,
  async run({ args, world, confirm }) {
    const opened = await world()
    const one = await onePerson(args[0], opened.customers)
    const name = personName(one, opened.customers.masked(one))
    if (!one.isTest) return { lines: [`${name} 不是测试账号`], json: told(one, opened) }
    await confirm({
      lines: [`${one._id}（${name}）不再是测试账号：从现在起占用券库存，计入统计`],
      json: told(one, opened),
    })
    const unmarked = await opened.testAccounts.unmark(one)
    return { lines: [`${name} 不再是测试账号`], json: told(unmarked, opened) }
  },
}

const told = (one: Customer, { customers }: Pick<World, 'customers'>) => ({
  id: one._id,
  nickname: one.profile.nickname ?? null,
  ...customers.masked(one),
  testAccount: one.isTest,
})
