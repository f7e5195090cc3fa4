import { Command } from '@oclif/core'
import type { ExitCode } from '../../errors.ts'

/** A verb: its flags, one operation, one report. What it returns is the process's exit code. */
export abstract class AgentgwCommand extends Command {
  abstract execute(): Promise<ExitCode>

  override async run(): Promise<void> {
    process.exitCode = await this.execute()
  }

  /** Errors are told in one place, main.ts. */
  protected override catch(error: Error): Promise<never> {
    return Promise.reject(error)
  }

  /** Data, for stdout; `text` ends in a newline or is empty. */
  protected print(text: string): void {
    process.stdout.write(text)
  }

  /** Anything that is not the data asked for. */
  protected note(text: string): void {
    process.stderr.write(text)
  }
}
