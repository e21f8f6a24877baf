import { printQuery } from "@plumbline/query/print";

/** `field = value` in the text form, with quotes where the value needs them. */
export function fieldEquals(field: string, value: string): string {
  return printQuery({ type: "clause", field, operator: "=", values: [value] });
}
