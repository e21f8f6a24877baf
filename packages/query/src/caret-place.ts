import type { Scope } from "./fields";
import type { Token } from "./lex";

/** What the tokens before the caret leave open. */
export interface CaretPlace {
  /** `list`: the parenthesis behind `in`; `listEnd`: a comma or the end of a list; `connector`: a clause is complete. */
  readonly expects: "clause" | "operator" | "value" | "list" | "listEnd" | "connector";
  readonly scope: Scope;
  /** The word that an operator or value belongs to. */
  readonly name: string | undefined;
  readonly operator: string | undefined;
  /** `model not` stands before the caret. */
  readonly isNegated: boolean;
  readonly isInGroup: boolean;
}

/** Reads tokens as the parser does, but forgives: the text behind a caret is seldom right yet. */
export function placeOf(tokens: readonly Token[]): CaretPlace {
  const reader = new PlaceReader();
  for (const token of tokens) reader.read(token);
  return reader.place();
}

class PlaceReader {
  private expects: CaretPlace["expects"] = "clause";
  private name: string | undefined;
  private operator: string | undefined;
  private isNegated = false;
  private isInList = false;
  private readonly groups: ("has" | "group")[] = [];

  place(): CaretPlace {
    const { expects, name, operator, isNegated, groups } = this;
    return {
      expects,
      name,
      operator,
      isNegated,
      scope: groups.includes("has") ? "span" : "trace",
      isInGroup: groups.length > 0,
    };
  }

  read(token: Token): void {
    switch (token.type) {
      case "minus":
        this.expects = "clause";
        return;
      case "operator":
        this.operator = token.text;
        this.expects = "value";
        return;
      case "open":
        this.readOpen();
        return;
      case "close":
        if (!this.isInList) this.groups.pop();
        this.isInList = false;
        this.expects = "connector";
        return;
      case "comma":
        if (this.isInList) this.expects = "value";
        return;
      case "string":
        this.expects = this.isInList ? "listEnd" : "connector";
        return;
      case "word":
        this.readWord(token.text);
        return;
    }
  }

  private readOpen(): void {
    if (this.expects === "list") {
      this.isInList = true;
      this.expects = "value";
      return;
    }
    const isHas = this.expects === "operator" && this.name?.toLowerCase() === "has";
    this.groups.push(isHas ? "has" : "group");
    this.expects = "clause";
  }

  private readWord(text: string): void {
    if (this.isInList) {
      this.expects = "listEnd";
      return;
    }
    if (this.expects === "value") {
      this.expects = "connector";
      return;
    }
    const keyword = text.toLowerCase();
    const isBehindName = this.expects === "operator";
    if (isBehindName && keyword === "in") {
      this.operator = "in";
      this.expects = "list";
    } else if (isBehindName && keyword === "exists") {
      this.expects = "connector";
    } else if (isBehindName && keyword === "not" && !this.isNegated) {
      this.isNegated = true;
    } else if (keyword === "and" || keyword === "or" || keyword === "not") {
      this.expects = "clause";
      this.isNegated = false;
    } else {
      this.name = text;
      this.isNegated = false;
      this.expects = "operator";
    }
  }
}
