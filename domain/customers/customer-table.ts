import type { Consent, Customer, Tag } from '../../models/customer.ts'
import { localTime } from '../local-time.ts'
import type { Scope } from '../members/scope.ts'
import { csvLine, csvMark } from '../spreadsheet/csv.ts'
import type { Customers } from './contract.ts'
import type { Ask, CustomerDirectory } from './customer-directory.ts'

const pageSize = 200

/** How contact data is told. */
export type ContactTold = 'masked' | 'clear'

export interface Contact {
  phone?: string
  email?: string
  realName?: string
}

interface Row {
  customer: Customer
  contact: Contact
}

/** Headers are those an import knows, so that what leaves can come back. */
const columns: readonly [header: string, cell: (row: Row) => string | undefined][] = [
  ['客旅客户号', ({ customer }) => customer._id],
  ['手机号', ({ contact }) => contact.phone],
  ['姓名', ({ contact }) => contact.realName],
  ['邮箱', ({ contact }) => contact.email],
  ['昵称', ({ customer }) => customer.profile.nickname],
  ['会员号', ({ customer }) => idOf(customer, 'ext:member:')],
  ['unionid', ({ customer }) => idOf(customer, 'unionid:')],
  ['地区', ({ customer }) => customer.profile.region],
  ['来源渠道', ({ customer }) => customer.profile.sourceChannel],
  ['注册时间', ({ customer }) => timeText(customer.profile.registeredAt)],
  ['归属销售', ({ customer }) => customer.owner],
  ['所属门店', ({ customer }) => customer.homeStore],
  ['标签', ({ customer }) => customer.tags.map(({ name }) => name).join('，')],
  ...(['sms', 'email'] as const).flatMap((channel): [string, (row: Row) => string | undefined][] => {
    const name = channel === 'sms' ? '短信' : '邮件'
    const said = ({ customer }: Row): Consent | undefined => customer.consent[channel]
    return [
      [`同意${name}营销`, (row) => answer(said(row))],
      [`${name}同意时间`, (row) => timeText(said(row)?.at)],
      [`${name}同意文本`, (row) => said(row)?.text],
      [`${name}同意证据`, (row) => said(row)?.evidence ?? said(row)?.source],
    ]
  }),
]

/** What a list of customers is narrowed by. */
export type CustomersAsked = Omit<Ask, 'after' | 'limit'>

/** Everybody within a scope whom a list would show, page by page. */
export async function* customerPages(
  directory: Pick<CustomerDirectory, 'list'>,
  scope: Scope,
  asked: CustomersAsked,
): AsyncGenerator<Customer[]> {
  for (let after: Ask['after'] = null; ; ) {
    const { people, next } = await directory.list(scope, { ...asked, after, limit: pageSize })
    yield people
    if (next === null) return
    after = next
  }
}

/** Contact data as it is to be told. */
export const contactBy =
  (customers: Pick<Customers, 'masked' | 'reveal'>, told: ContactTold) =>
  (customer: Customer): Contact =>
    told === 'clear' ? customers.reveal(customer) : customers.masked(customer)

/** Customers as CSV, nothing in it a formula. */
export async function* customerTable(
  pages: AsyncIterable<Customer[]>,
  contactOf: (customer: Customer) => Contact,
): AsyncGenerator<string> {
  yield csvMark + csvLine(columns.map(([header]) => header))
  for await (const people of pages) {
    const rows = people.map((customer): Row => ({ customer, contact: contactOf(customer) }))
    yield rows.map((row) => csvLine(columns.map(([, cell]) => cell(row) ?? ''))).join('')
  }
}

const tagKinds: Record<Tag['kind'], string> = {
  base: '基础',
  rule: '行为',
  preference: '偏好',
  manual: '手动',
}

/** Their tags as CSV, one row each. */
export async function* tagTable(
  pages: AsyncIterable<Customer[]>,
  contactOf: (customer: Customer) => Contact,
): AsyncGenerator<string> {
  yield csvMark + csvLine(['客旅客户号', '手机号', '标签', '哪一类', '打上的时间'])
  for await (const people of pages) {
    const rows = people.flatMap((customer) =>
      customer.tags.map(({ name, kind, at }) => [
        customer._id,
        contactOf(customer).phone ?? '',
        name,
        tagKinds[kind],
        timeText(at) ?? '',
      ]),
    )
    yield rows.map(csvLine).join('')
  }
}

function idOf({ ids }: Customer, prefix: string): string | undefined {
  return ids.find((id) => id.startsWith(prefix))?.slice(prefix.length)
}

function timeText(at: Date | undefined): string | undefined {
  return at && localTime(at).toFormat('yyyy-MM-dd HH:mm:ss')
}

function answer(consent: Consent | undefined): string | undefined {
  return consent && (consent.state === 'granted' ? '是' : '否')
}
