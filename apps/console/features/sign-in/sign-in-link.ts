/** What a one-time link is for, as the console's own API says it. */
export type SignInLinkPurpose =
  | { readonly purpose: "first-owner" }
  | { readonly purpose: "sign-in"; readonly name: string; readonly email: string };
