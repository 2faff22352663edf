/** Our mark: two arches under one roof. */
export function Mark({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false">
      <g fill="none" strokeWidth="2.3" strokeLinecap="round" strokeLinejoin="round">
        <path d="M4 13 16 6l12 7" stroke="currentColor" />
        <path d="M8 24v-6.5a4 4 0 0 1 8 0 4 4 0 0 1 8 0V24M16 17.5V24" stroke="var(--gold)" />
        <path d="M5 27h22" stroke="currentColor" />
      </g>
    </svg>
  );
}
