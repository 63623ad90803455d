import type { TogetherFault } from '../../../domain/definitions/check-together.ts'
import { DomainError } from '../../../domain/errors.ts'
import { refusedWith } from '../definitions/publishing/publish-change.ts'

/** The faults of a draft at their fields. */
export async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'definitions.refused') throw error
    throw refusedWith(error.data.faults as TogetherFault[])
  }
}
