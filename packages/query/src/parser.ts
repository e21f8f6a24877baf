import { isFieldStart } from "./field-start";
import type { Scope } from "./fields";
import { joinItems, negate } from "./normalise";
import { parseClause } from "./parse-clause";
import { parseText } from "./parse-text";
import { type Query, queryLimits } from "./query";
import type { QueryError } from "./query-error";
import { TokenCursor } from "./token-cursor";

/**
 * Recursive descent: `or` over `and` over `not` over a clause, a group, `has(…)` or text. After an error it goes on with the next
 * clause. Every step takes a token and the depth is bounded, so it ends in linear time.
 */
export class Parser {
  private readonly cursor: TokenCursor;
  private depth = 0;
  private clauses = 0;

  constructor(text: string) {
    this.cursor = new TokenCursor(text);
  }

  get errors(): readonly QueryError[] {
    return this.cursor.errors;
  }

  parse(): Query | undefined {
    const items = [this.parseOr("trace")];
    for (let stray = this.cursor.takeIf("close"); stray !== undefined; stray = this.cursor.takeIf("close")) {
      this.cursor.fail({ message: "This ) has no ( before it. Remove it.", start: stray.start, end: stray.end });
      items.push(this.parseOr("trace"));
    }
    return joinItems("and", present(items));
  }

  private parseOr(scope: Scope): Query | undefined {
    const items = [this.parseAnd(scope)];
    for (let or = this.cursor.takeKeyword("or"); or !== undefined; or = this.cursor.takeKeyword("or")) {
      const { start, end } = or;
      if (items.length === 1 && items[0] === undefined && !this.hasJustFailed(start)) {
        this.cursor.fail({
          message: 'Nothing stands before "or". Write a clause there, or put the word in quotes.',
          start,
          end,
        });
      }
      if (this.isAtEdge()) {
        this.cursor.fail({
          message: 'Nothing stands behind "or". Write a clause there, or put the word in quotes.',
          start,
          end,
        });
      }
      items.push(this.parseAnd(scope));
    }
    return joinItems("or", present(items));
  }

  private parseAnd(scope: Scope): Query | undefined {
    const items: (Query | undefined)[] = [];
    let isFirst = true;
    while (this.cursor.peek() !== undefined && this.cursor.peek()?.type !== "close" && !this.cursor.isKeyword("or")) {
      const and = this.cursor.takeKeyword("and");
      if (and === undefined) {
        items.push(this.parseNot(scope));
        isFirst = false;
        continue;
      }
      const { start, end } = and;
      const side = isFirst ? "before" : this.isAtEdge() ? "behind" : undefined;
      if (side === undefined) continue;
      this.cursor.fail({
        message: `Nothing stands ${side} "and". Write a clause there, or put the word in quotes.`,
        start,
        end,
      });
    }
    return joinItems("and", present(items));
  }

  private parseNot(scope: Scope): Query | undefined {
    let isNegated = false;
    let last = this.cursor.takeIf("minus") ?? this.cursor.takeKeyword("not");
    while (last !== undefined) {
      isNegated = !isNegated;
      if (this.isAtEdge()) {
        const message = `Nothing stands behind "${last.text}". Write the clause that is not to hold.`;
        this.cursor.fail({ message, start: last.start, end: last.end });
        return undefined;
      }
      last = this.cursor.takeIf("minus") ?? this.cursor.takeKeyword("not");
    }
    const item = this.parseItem(scope);
    return item !== undefined && isNegated ? negate(item) : item;
  }

  private parseItem(scope: Scope): Query | undefined {
    const { cursor } = this;
    const token = cursor.peek();
    if (token === undefined) return undefined;
    if (token.type === "open") return this.parseGroup(scope, false);
    if (cursor.isKeyword("has") && cursor.peek(1)?.type === "open") return this.parseHas(scope);
    if (token.type === "comma") {
      cursor.take();
      const message = "A comma separates values in a list only: model in (a, b). Remove it, or put the text in quotes.";
      cursor.fail({ message, start: token.start, end: token.end });
      return undefined;
    }
    this.clauses += 1;
    if (this.clauses > queryLimits.clausesMax) return this.refuseRest(token.start);
    return isFieldStart(cursor) ? parseClause(cursor, scope, this.clauses) : parseText(cursor, this.clauses);
  }

  private refuseRest(start: number): undefined {
    const { clausesMax } = queryLimits;
    const message = `A query has at most ${clausesMax} clauses. Remove some, or collect values of one field in a list: model in (a, b).`;
    this.cursor.fail({ message, start, end: this.cursor.peek()?.end ?? start, clause: this.clauses });
    this.cursor.stop();
    return undefined;
  }

  private parseHas(scope: Scope): Query | undefined {
    const { start } = this.cursor.take();
    if (scope === "span") {
      const message = "A has(…) cannot stand inside another: each speaks of one span. Write them beside each other.";
      this.cursor.fail({ message, start, end: start + 3 });
    }
    const item = this.parseGroup("span", true);
    return item === undefined ? undefined : { type: "has", item };
  }

  private parseGroup(scope: Scope, isHas: boolean): Query | undefined {
    const { cursor } = this;
    const open = cursor.takeIf("open");
    if (open === undefined) return undefined;
    const { start, end } = open;
    if (this.depth === queryLimits.depthMax) {
      const message = `Parentheses are nested at most ${queryLimits.depthMax} deep. Simplify the query.`;
      cursor.fail({ message, start, end });
      cursor.stop();
      return undefined;
    }
    this.depth += 1;
    const errorsBefore = cursor.errors.length;
    const item = this.parseOr(scope);
    this.depth -= 1;
    const close = cursor.takeIf("close");
    if (close === undefined && !cursor.isStopped) {
      cursor.fail({ message: "This ( is not closed. Write ) where its clauses end.", start, end });
    } else if (close !== undefined && item === undefined && cursor.errors.length === errorsBefore) {
      const example = isHas ? "what one span satisfies, such as has(kind = LLM)" : "a clause, or remove them";
      cursor.fail({ message: `The parentheses are empty. Write ${example}.`, start, end: close.end });
    }
    return item;
  }

  /** Whether a clause is missing here: the end, a closing parenthesis, or a word that joins. */
  private isAtEdge(): boolean {
    const next = this.cursor.peek();
    return next === undefined || next.type === "close" || this.cursor.isKeyword("or") || this.cursor.isKeyword("and");
  }

  /** A clause that was there and refused is no missing one. */
  private hasJustFailed(before: number): boolean {
    return this.errors.some((error) => error.start < before);
  }
}

function present(items: readonly (Query | undefined)[]): readonly Query[] {
  return items.filter((item) => item !== undefined);
}
