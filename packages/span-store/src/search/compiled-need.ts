import type { Need, NumberOperator } from "@plumbline/query/needs";
import { allCells, type Cells, inBoth, inEither, noCells } from "./cells";
import { tokenOfStart, tokenOfWord, tokensOfDense } from "./text-tokeniser";
import { hashOfString, jsonToken, keyToken, namedToken, type Token, valueToken } from "./token-hash";

/** What a query cannot do without, as tokens. Tokens and ranges stand in lists of their own and are named by their place. */
export interface CompiledNeed {
  readonly root: NeedNode;
  readonly tokens: readonly Token[];
  readonly ranges: readonly NumberNeed[];
  readonly texts: readonly TextNeed[];
}

/** A value under the path contains the text, which is in lower case. */
export interface TextNeed {
  readonly key: Token;
  readonly wanted: string;
}

export interface NumberNeed {
  readonly key: Token;
  readonly operator: NumberOperator;
  readonly value: number;
}

type NeedNode =
  | { readonly type: "all" | "any"; readonly items: readonly NeedNode[] }
  | { readonly type: "token" | "range" | "text"; readonly place: number }
  | { readonly type: "anything" };

/** Of a long phrase the longest words are looked up, of a long list of alternatives none: each costs a read per segment. */
const tokensPerListMax = 6;
const alternativesMax = 32;

/** Undefined where every trace may match. */
export function compileNeed(need: Need | undefined): CompiledNeed | undefined {
  if (need === undefined) return undefined;
  const compiler = new NeedCompiler();
  const root = compiler.compile(need);
  return root.type === "anything"
    ? undefined
    : { root, tokens: compiler.tokens, ranges: compiler.ranges, texts: compiler.texts };
}

class NeedCompiler {
  readonly tokens: Token[] = [];
  readonly ranges: NumberNeed[] = [];
  readonly texts: TextNeed[] = [];

  compile(need: Need): NeedNode {
    switch (need.type) {
      case "all":
        return this.all(need.items);
      case "any": {
        const items = need.items.length > alternativesMax ? [anything] : need.items.map((item) => this.compile(item));
        return items.some((item) => item.type === "anything") ? anything : { type: "any", items };
      }
      case "word":
        return this.token(tokenOfWord(need.text));
      case "start":
        return this.token(tokenOfStart(need.text));
      case "dense":
        return join(
          tokensOfDense(need.text)
            .slice(0, tokensPerListMax)
            .map((token) => this.token(token)),
        );
      case "key":
        return this.token(keyToken(need.path));
      case "named":
        return this.token(namedToken(need.path));
      case "json":
        return this.token(jsonToken(need.path));
      case "value":
        return this.token(valueToken(keyToken(need.path), hashOfString(need.key)));
      case "number":
        return this.range({ key: keyToken(need.path), operator: need.operator, value: need.value });
      case "contains":
        return { type: "text", place: this.texts.push({ key: keyToken(need.path), wanted: need.text }) - 1 };
    }
  }

  private all(items: readonly Need[]): NeedNode {
    const isWord = (item: Need) => item.type === "word" || item.type === "start" || item.type === "dense";
    const words = items.filter(isWord).sort((a, b) => textOf(b).length - textOf(a).length);
    const chosen = [...items.filter((item) => !isWord(item)), ...words.slice(0, tokensPerListMax)];
    return join(chosen.map((item) => this.compile(item)));
  }

  private token(token: Token | undefined): NeedNode {
    if (token === undefined) return anything;
    const known = this.tokens.indexOf(token);
    return { type: "token", place: known === -1 ? this.tokens.push(token) - 1 : known };
  }

  private range(need: NumberNeed): NeedNode {
    return { type: "range", place: this.ranges.push(need) - 1 };
  }
}

const anything: NeedNode = { type: "anything" };

function join(items: readonly NeedNode[]): NeedNode {
  const known = items.filter((item) => item.type !== "anything");
  const [only, ...others] = known;
  if (only === undefined) return anything;
  return others.length === 0 ? only : { type: "all", items: known };
}

function textOf(need: Need): string {
  return "text" in need ? need.text : "";
}

/** The cells of a segment that may hold what is needed. */
export function cellsFor(
  { root }: CompiledNeed,
  ofToken: (place: number) => Cells,
  ofRange: (place: number) => Cells,
  ofText: (place: number) => Cells,
): Cells {
  const visit = (node: NeedNode): Cells => {
    switch (node.type) {
      case "all":
        return node.items.reduce((cells, item) => (cells === noCells ? cells : inBoth(cells, visit(item))), allCells);
      case "any":
        return node.items.reduce((cells, item) => inEither(cells, visit(item)), noCells);
      case "token":
        return ofToken(node.place);
      case "range":
        return ofRange(node.place);
      case "text":
        return ofText(node.place);
      case "anything":
        return allCells;
    }
  };
  return visit(root);
}
