import { describe } from '../../audience/describe.ts'
import { broadcastSchema } from '../../language/broadcast.ts'
import { entrySchema } from '../../language/entry.ts'
import { exitSchema, goalSchema } from '../../language/journey.ts'
import { ruleSchema } from '../../language/rule.ts'
import { segmentSchema } from '../../language/segment.ts'
import { type StepDefinition, stepSchema } from '../../language/step.ts'
import type { Structure } from '../written-text.ts'
import { describeBroadcast, describeEntry, describeEntryParts, describeExit, describeGoal } from './entry.ts'
import type { DefinitionNames } from './names.ts'
import type { SaidPart } from './said.ts'
import { describeStep, describeStepParts } from './steps.ts'

/**
 * What the parts of a definition say (zh-CN), by their place: `entry`, `goal`, `exit.0`, `steps.invite`, `rule`, `exclude.员工`.
 * Each is read by itself, so that one fault leaves the others their sentence.
 */
export function sentencesOf(written: Structure, names: DefinitionNames): Record<string, string> {
  if ('segment' in written) return ofSegment(written, names)
  if ('settings' in written) return ofSettings(written, names)
  return 'broadcast' in written ? ofBroadcast(written, names) : ofJourney(written, names)
}

/** The sentences of a journey's entry and steps in parts, each with the field it stands for, by the same places. */
export function sentencePartsOf(written: Structure, names: DefinitionNames): Record<string, SaidPart[]> {
  if (!('journey' in written)) return {}
  const parts: Record<string, SaidPart[]> = {}
  const entry = entrySchema.safeParse(written.entry)
  if (entry.success) parts.entry = describeEntryParts(entry.data, names)
  const steps = readSteps(written)
  for (const [id, step] of Object.entries(steps)) {
    parts[`steps.${id}`] = describeStepParts(step, { steps, names })
  }
  return parts
}

function ofSegment(written: Structure, names: DefinitionNames): Record<string, string> {
  const segment = segmentSchema.safeParse(written)
  return segment.success ? { rule: describe(segment.data.rule, names) } : {}
}

function ofSettings({ exclude }: Structure, names: DefinitionNames): Record<string, string> {
  const said: Record<string, string> = {}
  for (const [name, one] of Object.entries((exclude ?? {}) as Structure)) {
    const rule = ruleSchema.safeParse(one)
    if (rule.success) said[`exclude.${name}`] = describe(rule.data, names)
  }
  return said
}

function ofBroadcast(written: Structure, names: DefinitionNames): Record<string, string> {
  const read = broadcastSchema.safeParse(written)
  if (!read.success) return {}
  const [send] = Object.values(read.data.steps)
  const { goal } = read.data
  return {
    entry: describeBroadcast(read.data.entry, names),
    ...(send && { send: describeStep(send, { steps: read.data.steps, names }) }),
    ...(goal && { goal: describeGoal(goal) }),
  }
}

function ofJourney(written: Structure, names: DefinitionNames): Record<string, string> {
  const said: Record<string, string> = {}
  const entry = entrySchema.safeParse(written.entry)
  if (entry.success) said.entry = describeEntry(entry.data, names)
  const goal = goalSchema.safeParse(written.goal)
  if (goal.success) said.goal = describeGoal(goal.data)
  for (const [at, one] of (Array.isArray(written.exit) ? written.exit : []).entries()) {
    const exit = exitSchema.safeParse(one)
    if (exit.success) said[`exit.${at}`] = describeExit(exit.data, names)
  }
  const steps = readSteps(written)
  for (const [id, step] of Object.entries(steps)) said[`steps.${id}`] = describeStep(step, { steps, names })
  return said
}

/** Those that can be read. */
function readSteps(written: Structure): Record<string, StepDefinition> {
  const steps: Record<string, StepDefinition> = {}
  for (const [id, one] of Object.entries((written.steps ?? {}) as Structure)) {
    const step = stepSchema.safeParse(one)
    if (step.success) steps[id] = step.data
  }
  return steps
}
