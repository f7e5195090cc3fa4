import { Command, type Interfaces } from '@oclif/core'
import { EXIT, type ExitCode } from '../../errors.ts'
import { checkLabel } from '../../generate/names.ts'

const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

/** A verb: its flags, one operation, one report. What it returns is the process's exit code. */
export abstract class AgentgwCommand extends Command {
  abstract execute(): Promise<ExitCode>

  override async run(): Promise<void> {
    process.exitCode = await this.execute()
  }

  /** Whatever a command does with -n, it is the name of a namespace; the `parse` of a flag would have its message changed by oclif. */
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(options?: Interfaces.Input<F, B, A>, argv?: string[]): Promise<Interfaces.ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv)
    const { namespace } = parsed.flags as { readonly namespace?: string | undefined }
    if (namespace !== undefined) checkLabel('--namespace', namespace)
    return parsed
  }

  /** Errors are told in one place, main.ts. */
  protected override catch(error: Error): Promise<never> {
    return Promise.reject(error)
  }

  /** Until `interruption`, Ctrl-C and SIGTERM end the process at once, and say that nothing was changed. */
  protected endsUntouched(): void {
    this.#on(() => {
      this.note('interrupted: nothing was changed\n')
      process.exit(EXIT.interrupted)
    })
  }

  /**
   * From here on, instead of ending at once, which is what main.ts does at Ctrl-C: the first one, or a SIGTERM, aborts
   * the signal, so that the steps under way end and are told; the second ends the process, after `lastWords`. To be
   * called before the first change, and not earlier.
   */
  protected interruption(lastWords = (): string => ''): AbortSignal {
    const controller = new AbortController()
    const stop = (): void => {
      if (controller.signal.aborted) {
        this.note(lastWords())
        process.exit(EXIT.interrupted)
      }
      controller.abort()
      this.note('interrupted: nothing more is begun, and what is under way ends; Ctrl-C again ends at once\n')
    }
    this.#on(stop)
    return controller.signal
  }

  #on(stop: () => void): void {
    for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal).on(signal, stop)
  }

  /**
   * The same for what runs until it is ended, by whatever means: the reason of the abort is the name of the system's
   * signal. Where nobody reads the output any more it ends, too.
   */
  protected termination(): AbortSignal {
    const controller = new AbortController()
    const atOnce = (): void => process.exit(EXIT.interrupted)
    for (const name of ENDINGS)
      process.removeAllListeners(name).once(name, () => {
        for (const again of ENDINGS) process.removeAllListeners(again).once(again, atOnce)
        controller.abort(name)
      })
    process.stdout.once('error', () => {
      controller.abort('SIGPIPE')
    })
    return controller.signal
  }

  /** Data, for stdout; `text` ends in a newline or is empty. What is printed at a time is written at once. */
  protected print(text: string): void {
    const { stdout } = process
    if (stdout.writableCorked === 0) {
      stdout.cork()
      process.nextTick(() => {
        stdout.uncork()
      })
    }
    stdout.write(text)
  }

  /** Anything that is not the data asked for; it shows after what was printed before. */
  protected note(text: string): void {
    process.stdout.uncork()
    process.stderr.write(text)
  }
}
