import { flushSync } from "react-dom";
import { earlyInputMs, nextFrame, takeEarlyKeys, typingPlaces } from "./early-input";

/** What a key does now; undefined while nothing on the page knows it. */
type FindAction = (event: KeyboardEvent) => (() => void) | undefined;

/** Keys from before the page ran: done in order, each after what the one before it changed was drawn. */
export class EarlyKeys {
  readonly #find: FindAction;
  #waiting: { readonly event: KeyboardEvent; readonly untilMs: number }[] = [];
  #isRunning = false;

  constructor(find: FindAction) {
    this.#find = find;
  }

  take(): void {
    for (const event of takeEarlyKeys()) this.#wait(event);
    this.run();
  }

  /** A key that comes while earlier ones are being done is done after them. */
  takesTurn(event: KeyboardEvent): boolean {
    if (this.#isRunning) this.#wait(event);
    return this.#isRunning;
  }

  /** Also when a part of the page came that may know what is waiting. */
  run(): void {
    if (!this.#isRunning && this.#waiting.length > 0) void this.#runWaiting();
  }

  #wait(event: KeyboardEvent): void {
    this.#waiting.push({ event, untilMs: performance.now() + earlyInputMs });
  }

  async #runWaiting(): Promise<void> {
    this.#isRunning = true;
    // Groups are registered by effects, often several in one go: the one that wins may come after the first that knows the key.
    await nextFrame();
    for (;;) {
      this.#waiting = this.#waiting.filter(({ untilMs }) => performance.now() < untilMs);
      const next = this.#waiting.find(({ event }) => this.#find(event) !== undefined);
      if (next === undefined) break;
      this.#waiting = this.#waiting.filter((key) => key !== next);
      flushSync(() => this.#find(next.event)?.());
      const place = await focusAfter(next.event);
      if (place !== undefined) {
        // A key that led into a field or a panel: what follows is meant for that.
        write(place, textOf(this.#waiting));
        this.#waiting = [];
      }
    }
    this.#isRunning = false;
  }
}

/** The field or panel that a key led into. That of a command may still have to come: nothing else is done before. */
async function focusAfter({ metaKey, ctrlKey }: KeyboardEvent): Promise<Element | undefined> {
  const endMs = performance.now() + (metaKey || ctrlKey ? earlyInputMs : 0);
  for (;;) {
    await nextFrame();
    const place = document.activeElement;
    if (place?.closest(typingPlaces)) return place;
    if (performance.now() >= endMs) return undefined;
  }
}

function textOf(keys: readonly { readonly event: KeyboardEvent }[]): string {
  return keys.map(({ event: { key, metaKey, ctrlKey } }) => (metaKey || ctrlKey || key.length > 1 ? "" : key)).join("");
}

function write(place: Element, text: string): void {
  if (text === "" || !(place instanceof HTMLInputElement || place instanceof HTMLTextAreaElement)) return;
  place.setRangeText(text, place.selectionStart ?? 0, place.selectionEnd ?? 0, "end");
  place.dispatchEvent(new InputEvent("input", { bubbles: true, data: text, inputType: "insertText" }));
}
