import { useEffect, useRef, useState } from "react";
import type { ReactNode, RefObject } from "react";

import { arrange } from "./arrangement.ts";
import type { Area } from "./arrangement.ts";

/** Pixels between tiles. */
const GAP = 8;

interface Props {
  /** How many tiles there are. */
  count: number;
  children: ReactNode;
}

/** Lays tiles out as large as the space lets them be. */
export function Fitting({ count, children }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const { columns, width } = arrange(count, useArea(element), GAP);
  return (
    <div
      ref={element}
      className="fitting"
      style={{ gap: GAP, gridTemplateColumns: `repeat(${columns}, ${width}px)` }}
    >
      {children}
    </div>
  );
}

/** The size of an element, followed as it changes. */
function useArea(element: RefObject<HTMLElement | null>): Area {
  const [area, setArea] = useState<Area>({ width: 640, height: 480 });
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setArea({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return area;
}
