import type { Answer } from '../model/probe.ts'

/** A way to make the one call again and again. Nothing of it rejects. */
export interface Session {
  /** `signal` gives up, as the time-out does. */
  call(signal?: AbortSignal): Promise<Answer>
  /** How many tools there are now. */
  listed(): Promise<number | Answer>
  close(): Promise<void>
}

/** Opens a session as a client that has never been here. */
export type OpenSession = (signal?: AbortSignal) => Promise<Session | Answer>

export const isSession = (opened: Session | Answer): opened is Session => !('kind' in opened)
