"use client";

import { Icon } from "@plumbline/ui/icon";
import { MenuItem, MenuLabel, MenuSeparator } from "@plumbline/ui/menu";
import { type ThemeChoice, themeChoices } from "~/lib/preferences";
import { signOut } from "./sign-out";

const themeLabels: Record<ThemeChoice, string> = { system: "As the system", light: "Light", dark: "Dark" };

export function ThemeItems({
  theme,
  onTheme,
}: {
  readonly theme: ThemeChoice;
  readonly onTheme: (choice: ThemeChoice) => void;
}) {
  return (
    <>
      <MenuLabel>Theme</MenuLabel>
      {themeChoices.map((choice) => (
        <MenuItem
          key={choice}
          onSelect={() => onTheme(choice)}
          end={choice === theme ? <Icon name="check" size="small" label="chosen" /> : null}
        >
          {themeLabels[choice]}
        </MenuItem>
      ))}
    </>
  );
}

export function AccountItems({ email }: { readonly email: string }) {
  return (
    <>
      <MenuLabel>Signed in as {email}</MenuLabel>
      <MenuSeparator />
      <MenuItem icon="sign-out" onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </>
  );
}
