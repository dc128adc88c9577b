/**
 * The raw value of a secret, as an opaque type. However it is printed, logged, serialised or thrown, it shows `[secret]`.
 * The value comes out through `reveal()` alone, and a test holds the list of files that may call it.
 */
const SHOWN = '[secret]';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Length in UTF-16 units. */
  get length(): number {
    return this.#value.length;
  }

  /** The raw value. Only for: comparing, hashing, redacting, storing. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  /** What `console.log` and `util.inspect` show in Node. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return SHOWN;
  }
}
