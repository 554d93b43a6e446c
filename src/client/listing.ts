/** A list that comes in pages. It is fetched while it is read: `for await (const binding of client.bindings.list())`. */
export class Listing<Item, Page> implements AsyncIterable<Item> {
  readonly #ask: (cursor: string | null) => Promise<Page>;
  readonly #itemsOf: (page: Page) => readonly Item[];
  readonly #nextOf: (page: Page) => string | null;

  constructor(
    ask: (cursor: string | null) => Promise<Page>,
    itemsOf: (page: Page) => readonly Item[],
    nextOf: (page: Page) => string | null,
  ) {
    this.#ask = ask;
    this.#itemsOf = itemsOf;
    this.#nextOf = nextOf;
  }

  /** One page: the first one, or the one that a `nextCursor` stands for. */
  async page(cursor: string | null = null): Promise<Page> {
    return this.#ask(cursor);
  }

  async *pages(): AsyncGenerator<Page, void, undefined> {
    for (let cursor: string | null = null, isLast = false; !isLast; isLast = cursor === null) {
      const page: Page = await this.#ask(cursor);
      yield page;
      cursor = this.#nextOf(page);
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* this.#itemsOf(page);
  }
}
