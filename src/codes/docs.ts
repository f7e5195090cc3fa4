/** Where the documentation is read on the web: links in reports lead there. */
import { REPOSITORY } from '../model/project.ts'

export const DOCS_URL = `https://github.com/${REPOSITORY}/blob/main/docs`

/** The section of docs/errors.md about a code. */
export const docsOf = (code: string): string => `${DOCS_URL}/errors.md#${code}`
