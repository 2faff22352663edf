/** How many columns make the tiles of a room as large as they can be. */

/** Width to height of a tile. */
export const SHAPE = 4 / 3;

export interface Area {
  width: number;
  height: number;
}

/** Columns, and the width of one tile, for `count` tiles with `gap` pixels between them. */
export function arrange(count: number, area: Area, gap: number): { columns: number; width: number } {
  let best = { columns: 1, width: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const across = (area.width - gap * (columns - 1)) / columns;
    const down = (area.height - gap * (rows - 1)) / rows;
    const width = Math.floor(Math.max(0, Math.min(across, down * SHAPE)));
    if (width > best.width) best = { columns, width };
  }
  return best;
}
