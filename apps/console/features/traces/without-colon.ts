/** Colons are how other tools write a comparison: `status:` becomes `status = `. */
export function withoutColon(text: string, isField: (name: string) => boolean): string {
  const match = /^(\s*)([a-z_.]+):\s*$/i.exec(text);
  const name = match?.[2]?.toLowerCase();
  return name !== undefined && isField(name) ? `${match?.[1] ?? ""}${name} = ` : text;
}
