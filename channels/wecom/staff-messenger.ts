import type { SendOutcome } from '../../domain/outreach/ports.ts'
import type { StaffMessenger, TaskCard } from '../../domain/sales/ports.ts'
import { cutBytes } from '../byte-length.ts'
import { foundOf, outcomeOfFault } from '../outcome.ts'
import { PlatformError } from '../platform-error.ts'
import type { CardChange, MessageReceipt, WecomApi } from './api.ts'
import { cardAlreadySent, staffRefusals } from './codes.ts'
import { limits } from './limits.ts'
import { type NoticeCard, presentListCard } from './list-card.ts'
import { presentStaffText } from './staff-text.ts'
import { presentTaskCard, type TemplateCard } from './task-card.ts'

/** Messages of our app to staff: task cards, their closing, and plain text. */
export function createStaffMessenger({ api }: { api: WecomApi }): StaffMessenger {
  async function send(
    userid: string,
    present: () => TemplateCard | NoticeCard,
  ): Promise<SendOutcome & { responseCode?: string }> {
    try {
      return outcomeOf(await api.sendMessage({ userid, card: present() }))
    } catch (error) {
      // The card id is ours alone: a repeated one means this very card was delivered before.
      if (error instanceof PlatformError && error.code === cardAlreadySent) return { kind: 'sent' }
      return outcomeOfFault(error, staffRefusals)
    }
  }

  const sendCard = (card: TaskCard) => send(card.userid, () => presentTaskCard(card))

  async function change(
    responseCode: string,
    userid: string,
    present: () => CardChange,
  ): Promise<SendOutcome> {
    try {
      await api.updateTemplateCard({ userid, responseCode, change: present() })
      return { kind: 'sent' }
    } catch (error) {
      const outcome = outcomeOfFault(error, staffRefusals)
      // A code that was used in a failed try is not used again, whatever the failure was.
      if (outcome.kind !== 'retryLater' || !reachedWecom(error)) return outcome
      return { kind: 'refused', reason: 'quota', code: outcome.code }
    }
  }

  return {
    sendCard,
    sendList: (card) => send(card.userid, () => presentListCard(card)),
    async findCard(card) {
      const outcome = await sendCard(card)
      // Delivered only now: then this answer carries the code that closes its buttons.
      return { ...foundOf(outcome), responseCode: outcome.responseCode }
    },
    replaceCard: ({ responseCode, card }) =>
      change(responseCode, card.userid, () => ({ card: presentTaskCard(card) })),
    closeCard: ({ userid, responseCode, text }) =>
      change(responseCode, userid, () => ({ text: cutBytes(text, limits.buttonText) })),
    async sendText({ userid, words, url }) {
      try {
        return outcomeOf(await api.sendMessage({ userid, text: presentStaffText(words, url) }))
      } catch (error) {
        return outcomeOfFault(error, staffRefusals)
      }
    },
  }
}

/** What became of a message to one member. */
export function outcomeOf(receipt: MessageReceipt): SendOutcome & { responseCode?: string } {
  if (receipt.kind === 'invalid') return { kind: 'refused', reason: 'unreachable', code: receipt.code }
  const { msgid: providerId, responseCode } = receipt
  return { kind: 'sent', ...(providerId ? { providerId } : {}), ...(responseCode ? { responseCode } : {}) }
}

function reachedWecom(error: unknown): boolean {
  return error instanceof PlatformError && error.kind === 'errcode' && error.code !== '45009'
}
