import { type SavedView, savedViewLimits } from "@plumbline/access/saved-views";
import { z } from "zod";

export const viewName = z.string().min(1).max(savedViewLimits.nameCharsMax);
export const viewSearch = z
  .string()
  .max(savedViewLimits.searchCharsMax)
  .describe("The query string of the trace list, as the console's address holds it.");
export const isViewShared = z.boolean().describe("Everybody in the project sees it. Needs view:manage.");

export const savedView = z.strictObject({
  id: z.string(),
  name: z.string(),
  search: z.string(),
  isShared: z.boolean(),
  isDefault: z.boolean().describe("The console's list starts with it. One per project, and shared."),
  isOwn: z.boolean().describe("The caller made it."),
  ownerName: z.string().nullable().describe("Null once the account is gone, or where a key made it."),
  updatedAt: z.string(),
});
export type SavedViewItem = z.infer<typeof savedView>;

export function savedViewFrom({ updatedAt, ...view }: SavedView): SavedViewItem {
  return { ...view, updatedAt: updatedAt.toISOString() };
}
