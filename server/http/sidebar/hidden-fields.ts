import { escapeHtml } from '../../../http/page.ts'

/** What every form of a customer's page carries, and where its actions are. */
export interface Hidden {
  path: string
  csrf: string
  once: string
}

export const hiddenFields = ({ csrf, once }: Hidden): string =>
  `<input type="hidden" name="csrf" value="${escapeHtml(csrf)}"><input type="hidden" name="once" value="${escapeHtml(once)}">`
