interface Question<Answer> {
  readonly resolve: (answer: Answer | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Answers for many streams at once; one that has none is left out. */
export type Ask<Answer> = (streams: readonly string[]) => Promise<ReadonlyMap<string, Answer>>;

/**
 * Questions that arrive in one turn of the loop are asked together, and those that arrive while others are under way, too:
 * a burst costs one round trip. Each is asked after it arrived, so that no answer is older than its question.
 */
export class Gathering<Answer> {
  #waiting = new Map<string, Question<Answer>[]>();
  readonly #underWay = new Set<Promise<void>>();
  #isDue = false;

  /** At most `abreast` asks are under way, each for at most `atOnce` streams. */
  constructor(
    private readonly ask: Ask<Answer>,
    private readonly abreast: number,
    private readonly atOnce: number,
  ) {}

  answerFor(stream: string): Promise<Answer | undefined> {
    if (!this.#isDue) setImmediate(() => this.#send());
    this.#isDue = true;
    return new Promise((resolve, reject) => {
      const question = { resolve, reject };
      const others = this.#waiting.get(stream);
      if (others === undefined) this.#waiting.set(stream, [question]);
      else others.push(question);
    });
  }

  /** Waits until every question was answered. */
  async settled(): Promise<void> {
    if (this.#isDue) this.#send();
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #send(): void {
    this.#isDue = false;
    while (this.#waiting.size > 0 && this.#underWay.size < this.abreast) {
      const asking: Promise<void> = this.#answer(this.#nextBatch()).then(() => {
        this.#underWay.delete(asking);
        this.#send();
      });
      this.#underWay.add(asking);
    }
  }

  #nextBatch(): ReadonlyMap<string, readonly Question<Answer>[]> {
    const batch = new Map([...this.#waiting].slice(0, this.atOnce));
    for (const stream of batch.keys()) this.#waiting.delete(stream);
    return batch;
  }

  async #answer(batch: ReadonlyMap<string, readonly Question<Answer>[]>): Promise<void> {
    try {
      const answers = await this.ask([...batch.keys()]);
      for (const [stream, questions] of batch) for (const { resolve } of questions) resolve(answers.get(stream));
    } catch (error) {
      for (const questions of batch.values()) for (const { reject } of questions) reject(error);
    }
  }
}
