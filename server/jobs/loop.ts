/** Does something again and again, with a pause after each time, until it is stopped. */
export class Loop {
  readonly #pause: number
  readonly #run: (isStopping: () => boolean) => Promise<void>
  readonly #failed: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #isStopping = false

  /**
   * @param pause in milliseconds
   * @param run may end early once it is told to stop
   */
  constructor(pause: number, run: (isStopping: () => boolean) => Promise<void>, failed: (error: unknown) => void) {
    this.#pause = pause
    this.#run = run
    this.#failed = failed
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#run(() => this.#isStopping)
        .catch(this.#failed)
        .then(() => {
          if (!this.#isStopping) this.start()
        })
    }, this.#pause)
  }

  /** Lets what is under way end. */
  async stop(): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#timer)
    await this.#running
  }
}
