/** How the stand-in model names itself in its answers, whatever name it was asked under. */
export const standInModel = "plumbline-stand-in";
const standInFingerprint = /^stand-?in\b/i;

/** A gateway may put its own words around the model's name. */
export function isStandInAnswer(model: string | null | undefined, fingerprint: string | null | undefined): boolean {
  return (model?.includes(standInModel) ?? false) || standInFingerprint.test(fingerprint ?? "");
}
