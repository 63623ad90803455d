/** A figure at the foot of a step. */
export interface FootFigure {
  label: string
  value: string
  tone?: 'bad' | 'strong'
  /** What it opens, as the tab names it; nothing when left out. */
  opens?: string
}

/** What stands on a step besides what it does. */
export interface StepMark {
  /** Top right: people who are there, or who came. */
  badge?: { text: string; tone: 'people' | 'count' | 'none' | 'added' | 'removed' }
  foot?: FootFigure[]
  /** People who leave sideways. */
  exit?: { label: string; value: string; opens?: string }
  /** How it differs from another version. */
  diff?: 'same' | 'changed' | 'added' | 'removed'
  /** Before and after, where it was changed. */
  change?: { before: string; after: string }
  /** A fault or a finding is here. */
  isWrong?: boolean
}

/** What stands on a way. */
export interface WayMark {
  /** Behind its name: 是 1,012. */
  value?: string
  width?: number
  diff?: 'added' | 'removed'
}

export type StepMarks = Readonly<Record<string, StepMark>>
export type WayMarks = Readonly<Record<string, WayMark>>

/** A foot is drawn below every step, so that figures that come later move nothing. */
export const footHeight = 29
