/** One change of one file, to be made only if the file still is what the planner saw. */
export interface FileEdit {
  /** Absolute path. */
  readonly path: string
  /** The whole text that was read; undefined where the file did not exist. */
  readonly before: string | undefined
  /** The whole text to write; undefined removes the file. */
  readonly after: string | undefined
  /** Of a file that is made anew; default what the umask leaves. */
  readonly mode?: number
}
