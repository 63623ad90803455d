import { attributionNightly } from './attribution-nightly.ts'
import { audit } from './audit.ts'
import { bills } from './bills.ts'
import { contactsNightly } from './contacts-nightly.ts'
import type { Job } from './define-job.ts'
import { figuresNightly } from './figures-nightly.ts'
import { imports } from './imports.ts'
import { journeySchedule } from './journey-schedule.ts'
import { journeyStep } from './journey-step.ts'
import { kfCatchUp } from './kf-catch-up.ts'
import { mediaDaily } from './media-daily.ts'
import { preferences } from './preferences.ts'
import { reports } from './reports.ts'
import { retentionNightly } from './retention-nightly.ts'
import { segmentsDaily } from './segments-daily.ts'
import { tagsCompare } from './tags-compare.ts'
import { traitsNightly } from './traits-nightly.ts'

/** Every background job of the product. */
export const allJobs: readonly Job[] = [
  journeyStep,
  journeySchedule,
  segmentsDaily,
  preferences,
  traitsNightly,
  attributionNightly,
  figuresNightly,
  retentionNightly,
  contactsNightly,
  imports,
  tagsCompare,
  kfCatchUp,
  mediaDaily,
  reports,
  bills,
  audit,
]
