/** A red disc with a gold rim and the scales of justice: a court is here. Our own drawing. */
export function CourtMark() {
  return (
    <span className="court-mark" aria-hidden>
      <svg viewBox="0 0 48 48" width="48" height="48" focusable="false">
        <g fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
          <path d="M24 11v24M16 37h16M12 17h24" />
          <path d="M12 17l-5 11h10zM36 17l-5 11h10z" />
          <path d="M7 28a5 3.4 0 0 0 10 0M31 28a5 3.4 0 0 0 10 0" />
        </g>
        <circle cx="24" cy="11" r="2.6" fill="currentColor" />
      </svg>
    </span>
  );
}
