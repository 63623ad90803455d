import { ref } from 'vue'
import { ApiError } from '../../../api/api-error.ts'
import { call } from '../../../api/call.ts'
import type { AnswerOf } from '../../../api/operations.ts'

export type UploadedPicture = AnswerOf<'post', '/media'>

/** What a file may be, for the chooser of the browser; the server decides by its bytes. */
export const chatPictures = 'image/png,image/jpeg'
export const mailPictures = `${chatPictures},image/gif`

/** Uploads a chosen picture; what is wrong with it is told in a sentence. */
export function useUpload(use: 'chat' | 'email' | 'product') {
  const isBusy = ref(false)
  const says = ref('')

  /** Null when it was not taken. */
  async function upload(file: File): Promise<UploadedPicture | null> {
    isBusy.value = true
    says.value = ''
    try {
      return await call('post', '/media', { query: { for: use }, body: file })
    } catch (failure) {
      says.value = sentenceOf(failure)
      return null
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, says, upload }
}

function sentenceOf(failure: unknown): string {
  if (!(failure instanceof ApiError)) throw failure
  return failure.code === 'request.too_large' ? '图片超过 2 MB，压缩后再传' : failure.message
}
