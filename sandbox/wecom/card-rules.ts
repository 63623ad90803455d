import { listOf, objectOf, textOf, WecomRefusal } from './call.ts'

// The platform's sheet knows 42014–42051 as one family of card errors; which fault has which number is our choice.
const bad = {
  taskId: 42014,
  cardType: 42037,
  title: 42038,
  source: 42039,
  facts: 42040,
  jumps: 42041,
  cardAction: 42042,
  buttons: 42043,
  button: 42044,
  menu: 42045,
} as const

const maxTaskIdBytes = 128
const maxSourceDescChars = 13
const maxFacts = 6
const maxJumps = 3
const maxButtons = 6
const maxMenuItems = 3
const maxKeyBytes = 1_024

type Card = Record<string, unknown>

const checkByType: Record<string, (card: Card) => void> = {
  text_notice(card) {
    const title = textOf(objectOf(card.main_title)?.title)
    if (title === '' && textOf(card.sub_title_text) === '') refuse('title', 'main_title or sub_title_text')
    const action = objectOf(card.card_action)
    if (action === undefined) refuse('cardAction', 'card_action is required')
    checkAction(action)
    if (action.type !== 1 && action.type !== 2) refuse('cardAction', 'card_action.type must be 1 or 2')
  },
  button_interaction(card) {
    if (textOf(objectOf(card.main_title)?.title) === '') refuse('title', 'main_title.title')
    if (textOf(card.task_id) === '') refuse('taskId', 'task_id is required')
    const buttons = listOf(card.button_list)
    if (buttons.length < 1 || buttons.length > maxButtons) refuse('buttons', 'button_list needs 1 to 6')
    for (const button of buttons) checkButton(objectOf(button) ?? {})
    const action = objectOf(card.card_action)
    if (action) checkAction(action)
  },
}

/** @throws WecomRefusal of the card family when the shape is not as document 90236 has it */
export function checkCard(card: Card): void {
  const type = textOf(card.card_type)
  const check = Object.hasOwn(checkByType, type) ? checkByType[type] : undefined
  if (!check) refuse('cardType', `card_type ${type} is unknown to the sandbox`)
  checkTaskId(card)
  const source = textOf(objectOf(card.source)?.desc)
  if ([...source].length > maxSourceDescChars) refuse('source', 'source.desc is over 13 characters')
  checkFacts(card)
  const jumps = listOf(card.jump_list)
  if (jumps.length > maxJumps) refuse('jumps', 'jump_list has more than 3')
  for (const jump of jumps) checkJump(objectOf(jump) ?? {})
  checkMenu(card)
  check(card)
}

/** Whether members can answer the card, so that the app needs a callback URL. */
export function callsBack(card: Card): boolean {
  return card.card_type === 'button_interaction' || card.action_menu !== undefined
}

/** The keys a member may press. */
export function keysOf(card: Card): string[] {
  return listOf(card.button_list).flatMap((item) => {
    const button = objectOf(item) ?? {}
    return button.type === 1 ? [] : [textOf(button.key)]
  })
}

function refuse(what: keyof typeof bad, detail: string): never {
  throw new WecomRefusal(bad[what], `invalid template card: ${detail}`)
}

function checkTaskId(card: Card): void {
  if (card.task_id === undefined) return
  const id = textOf(card.task_id)
  if (!/^[0-9A-Za-z_\-@]+$/.test(id) || id.length > maxTaskIdBytes) refuse('taskId', 'task_id')
}

function checkFacts(card: Card): void {
  const facts = listOf(card.horizontal_content_list)
  if (facts.length > maxFacts) refuse('facts', 'horizontal_content_list has more than 6')
  for (const item of facts) {
    const fact = objectOf(item) ?? {}
    if (textOf(fact.keyname) === '') refuse('facts', 'horizontal_content_list.keyname')
    if (fact.type === 1 && textOf(fact.url) === '') refuse('facts', 'horizontal_content_list.url')
    if (fact.type === 3 && textOf(fact.userid) === '') refuse('facts', 'horizontal_content_list.userid')
  }
}

function checkJump(jump: Card): void {
  if (textOf(jump.title) === '') refuse('jumps', 'jump_list.title')
  if (jump.type === 1 && textOf(jump.url) === '') refuse('jumps', 'jump_list.url')
  if (jump.type === 2 && textOf(jump.appid) === '') refuse('jumps', 'jump_list.appid')
}

function checkMenu(card: Card): void {
  const menu = objectOf(card.action_menu)
  if (!menu) return
  const actions = listOf(menu.action_list)
  if (actions.length < 1 || actions.length > maxMenuItems) refuse('menu', 'action_list needs 1 to 3')
  if (textOf(card.task_id) === '') refuse('taskId', 'task_id is required with action_menu')
}

function checkAction(action: Card): void {
  if (action.type === 1 && textOf(action.url) === '') refuse('cardAction', 'card_action.url')
  if (action.type === 2 && textOf(action.appid) === '') refuse('cardAction', 'card_action.appid')
}

function checkButton(button: Card): void {
  if (textOf(button.text) === '') refuse('button', 'button_list.text')
  if (button.style !== undefined && ![1, 2, 3, 4].includes(Number(button.style))) {
    refuse('button', 'button_list.style must be 1 to 4')
  }
  if (button.type === 1) {
    if (textOf(button.url) === '') refuse('button', 'button_list.url')
    return
  }
  const key = textOf(button.key)
  if (key === '' || Buffer.byteLength(key) > maxKeyBytes) refuse('button', 'button_list.key')
}
