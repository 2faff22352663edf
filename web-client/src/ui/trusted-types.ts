/**
 * Pages are served with `require-trusted-types-for 'script'`. Libraries write style sheets through
 * `innerHTML`; text without a tag cannot run anything, so that alone is let through.
 */
interface Policies {
  createPolicy: (name: string, rules: { createHTML: (html: string) => string | null }) => unknown;
}

/** Call before any library runs. */
export function allowStyleText(): void {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  policies?.createPolicy("default", { createHTML: (html) => (html.includes("<") ? null : html) });
}
