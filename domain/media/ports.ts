/** A picture as a platform is given it. */
export interface PictureFile {
  type: 'png' | 'jpeg' | 'gif'
  bytes: Buffer
}

/** An id in the store of WeCom, whose pictures live three days there. */
export interface WecomPictureId {
  mediaId: string
  /** Business time. */
  until: Date
}

/** The pictures people uploaded, and where WeCom has them already: shared by all processes. */
export interface WecomPictures {
  /** What is known of this corp's copy; null when there is none. */
  copyOf(id: string): Promise<WecomPictureId | null>
  /** Null when the picture is not there. */
  file(id: string): Promise<PictureFile | null>
  keepCopy(id: string, copy: WecomPictureId): Promise<void>
  forgetCopy(id: string, mediaId: string): Promise<void>
}
