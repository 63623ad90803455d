import { ElMessage } from 'element-plus'

/** Puts text where it can be pasted from, and says so. */
export async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
  ElMessage({ message: '已复制', type: 'info', grouping: true })
}
