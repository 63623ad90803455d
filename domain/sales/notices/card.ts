import type { Notice, Task } from '../../../models/tasks.ts'
import { DomainError } from '../../errors.ts'
import type { TaskCard } from '../ports.ts'
import { cardIdOf, presentTaskCard } from '../task-card.ts'
import type { NoticeDeps, NoticeType } from './notice-type.ts'

/** The card of a notice, with the customer and the clock as they are now. */
export function createCardWriter(
  deps: Pick<NoticeDeps, 'customers' | 'directory' | 'factsOf' | 'clock' | 'publicUrl'>,
) {
  return async function writeCard(task: Task, notice: Notice): Promise<TaskCard> {
    const customer = await deps.customers.find(task.customerId)
    if (!customer) throw new DomainError('customer.not_found', { customerId: task.customerId })
    return presentTaskCard({
      task,
      staff: notice.staff,
      facts: await deps.factsOf(customer),
      cardId: cardIdOf(task, notice.n),
      publicUrl: deps.publicUrl,
      now: deps.clock.now(),
      zone: (await deps.directory.hoursOf(notice.staff)).zone,
    })
  }
}
export type CardWriter = ReturnType<typeof createCardWriter>

/** WeCom takes a card id once: sending it again tells whether it was delivered before. */
export function cardNotice({ messenger }: NoticeDeps, writeCard: CardWriter): NoticeType {
  return {
    send: async (task, notice) => messenger.sendCard(await writeCard(task, notice)),
    find: async (task, notice) => messenger.findCard(await writeCard(task, notice)),
  }
}
