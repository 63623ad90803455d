import { z } from 'zod'
import { writtenKeys } from '../../../domain/language/definitions.ts'
import { time } from '../core/parts.ts'

/** Bodies that hold a whole text, or its structure. */
export const textBytes = 2_500_000

export const editors = ['owner', 'marketer', 'editor'] as const
export const steerers = ['owner', 'marketer'] as const

/** A 群发 is written as `broadcast`, and is a journey once it is read. */
export const kindOf = z.enum(writtenKeys)
export const id = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, '小写字母、数字和横线，以字母开头')
export const named = z.object({ kind: kindOf, id })
export const journeyNamed = z.object({ id })

/** One open page: of two pages of one person, one edits. */
export const session = z.string().min(8).max(64)

/** The written form without its layout. */
export const structure = z.record(z.string(), z.unknown())

export const fault = z
  .object({
    /** Where it is, dotted, in the written form: `steps.review.send.channels.0`. */
    path: z.string(),
    /** The step it is at. */
    stepId: z.string().nullable(),
    /** The place within that step, or the path. */
    field: z.string(),
    expected: z.string(),
    todo: z.string(),
    /** Both in one sentence. */
    sentence: z.string(),
    line: z.number(),
    column: z.number(),
    /** An expression advertising may not use, where that is the fault. */
    word: z.string().nullable(),
  })
  .meta({ id: 'Fault' })

/** What parts say, by their place: `entry`, `steps.invite`, `rule`. */
export const sentences = z.record(z.string(), z.string())

/** The sentences of a flow's entry and steps, cut; a part with a field stands for what is written there within its place. */
const sentenceParts = z.record(
  z.string(),
  z.array(z.object({ text: z.string(), field: z.string().nullable() })),
)

const reading = {
  text: z.string(),
  /** Null where the text cannot be read as YAML. */
  structure: structure.nullable(),
  sentences,
  sentenceParts,
}

export const written = z.object(reading)

export const draft = z
  .object({
    ...reading,
    /** Changes with every text saved; named when it is published. */
    stamp: z.string(),
    /** The version it was made from; 0 = none was in use. */
    basedOn: z.number(),
    /** Others published this one since it was begun. */
    movedTo: z.number().nullable(),
    /** The number it would be published under. */
    number: z.number(),
    by: z.string(),
    at: time,
    /** Who writes just now; null when nobody does. */
    heldBy: z.string().nullable(),
    /** By the session that asks. */
    isMine: z.boolean(),
    faults: z.array(fault),
    warnings: z.array(fault),
  })
  .meta({ id: 'Draft' })

export const state = z.enum(['draft', 'live', 'paused', 'resuming', 'stopped', 'ended', 'retired'])

export const pilot = z.object({
  number: z.number(),
  share: z.number().nullable(),
  segment: z.string().nullable(),
  since: time,
})

export const summary = z.object({
  /** As it is written: a 群发 is a `broadcast`. */
  kind: kindOf,
  id: z.string(),
  name: z.string(),
  state,
  stateName: z.string(),
  /** The version in use, or used last; null = it was never published. */
  number: z.number().nullable(),
  pilot: pilot.nullable(),
  owner: z.string().nullable(),
  /** When it was published for the first time. */
  since: time.nullable(),
  draft: z
    .object({ by: z.string(), at: time, heldBy: z.string().nullable(), basedOn: z.number() })
    .nullable(),
})

export const use = z.object({ kind: kindOf, id: z.string(), name: z.string() })

export const audience = z.union([z.object({ share: z.int().min(1).max(99) }), z.object({ segment: id })])

/** How people on their way go on; steps that are not named go on at the step of the same name. */
export const moveWish = {
  /** Old step to new step; `end` = whoever stands there leaves, null = they stay on their version, to its end. */
  map: z.record(id, id.nullable()).default({}),
  /** Everybody stays. */
  stay: z.boolean().default(false),
}

export const movingPeople = z.object({
  number: z.number(),
  stepId: z.string(),
  people: z.number(),
  /** `end` = they leave, null = they stay on their version, to its end. */
  to: z.string().nullable(),
})
